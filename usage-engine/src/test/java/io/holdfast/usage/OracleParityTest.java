package io.holdfast.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.source.Generate;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine's decoder and the oracle's parser were written apart; they must judge alike. */
class OracleParityTest {
  private static final int SESSION = 1;
  private static final int PARTS = 4;
  private static final String A_SESSION = "0123456789abcdef";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "lines bent in every way, with a right checksum, are judged alike by engine and oracle")
  void bentLines(Backing.Kind kind) throws Exception {
    var backing = kind.fresh();
    var source = directory.resolve("source");
    var home = directory.resolve("home");
    Generate.into(source, 6000, 5, 3);
    bend(source.resolve("batch/batch-5-000002.udr"), new SplittableRandom(Trials.SEED));
    try (var engine = EngineProcess.start(home, source, backing.run())) {
      engine.awaitIdle();
      var status = engine.status();
      engine.terminate();
      var verdict = Verdict.of(home, source, backing);
      verdict.assertExact(Trials.replay("bent lines"));
      assertThat(verdict.get("malformed")).isGreaterThan(300);
      assertThat(status.text("malformed")).isEqualTo(Long.toString(verdict.get("malformed")));
      assertThat(status.text("duplicates")).isEqualTo(Long.toString(verdict.get("duplicates")));
      assertThat(status.text("recordsIn")).isEqualTo(Long.toString(verdict.get("records")));
    }
  }

  /**
   * One field of each line becomes something near the border of what is allowed. No stop record
   * comes to name fewer parts than its session has: such a session is billed once that many have
   * come, with as many as the batch happens to hold by then, and no oracle can know how many.
   */
  private static void bend(Path file, SplittableRandom random) throws Exception {
    var oddities =
        List.of(
            "",
            "0",
            "00",
            "0001",
            "00001",
            "-1",
            "+1",
            " 1",
            "1 ",
            "9999",
            "99999",
            "x",
            "S",
            "s",
            "E",
            A_SESSION,
            "0123456789ABCDEF",
            "123456",
            "12345",
            "123456789012345",
            "1234567890123456",
            "1793491200000",
            "179349120000",
            "999999999999",
            "a.b-c",
            "A",
            "abcdefghijklmnop",
            "abcdefghijklmnopq",
            "\u00e9",
            "\r",
            "٣");
    var out = new ByteArrayOutputStream();
    for (var line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
      var fields = line.split("\\|", -1);
      if (fields.length == 10) {
        int field = random.nextInt(9);
        var oddity = oddities.get(random.nextInt(oddities.size()));
        if (field == SESSION && oddity.equals(A_SESSION)) {
          oddity = "%016x".formatted(random.nextLong());
        } else if (field == PARTS && oddity.equals("0001")) {
          oddity = "0999";
        }
        fields[field] = oddity;
        var body = String.join("|", List.of(fields).subList(0, 9));
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.ISO_8859_1));
        var sum = "%08x".formatted(crc.getValue());
        out.writeBytes((body + "|" + sum).getBytes(StandardCharsets.ISO_8859_1));
      }
      out.write('\n');
    }
    Files.write(file, out.toByteArray());
  }
}
