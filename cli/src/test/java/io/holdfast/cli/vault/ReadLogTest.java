package io.holdfast.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.vault.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What was read longest ago is read first; the log can be lost without harm")
class ReadLogTest {
  private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
  private static final BlobId A = new BlobId(1, 0, 0, 0);
  private static final BlobId B = new BlobId(2, 0, 0, 0);
  private static final BlobId C = new BlobId(3, 0, 0, 0);
  @TempDir Path directory;

  @Test
  void oldestFirst() throws IOException {
    Path file = directory.resolve("a/b/packs-read");
    ReadLog log = ReadLog.at(file);
    assertThat(log.oldestFirst(List.of(C, A, B))).containsExactly(A, B, C);
    assertThat(log.oldest()).isEmpty();
    log.wasRead(A, NOW);
    log.wasRead(B, NOW.minusSeconds(60));
    log.save();

    ReadLog again = ReadLog.at(file);
    assertThat(again.oldestFirst(List.of(A, B, C))).containsExactly(C, B, A);
    assertThat(again.oldest()).contains(NOW.minusSeconds(60));
    again.keepOnly(List.of(A, C));
    assertThat(again.size()).isEqualTo(1);
    assertThat(again.oldest()).contains(NOW);
  }

  @Test
  @DisplayName("Another file in its place is as none")
  void noLog() throws IOException {
    for (String text : List.of("nonsense", A.hex(), A.hex() + " soon", "\u0000\n\n")) {
      Path file = Files.writeString(directory.resolve("log"), text);
      assertThat(ReadLog.at(file).size()).as(text).isZero();
    }
  }
}
