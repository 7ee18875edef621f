package io.holdfast.usage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendFileTest {
  @TempDir Path directory;

  private static void append(AppendFile file, String text) throws Exception {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    file.append(bytes, bytes.length);
  }

  private FileState committed(Path path) throws Exception {
    var file = AppendFile.create(path);
    append(file, "one");
    file.sync();
    append(file, "two");
    file.sync();
    return file.state(directory);
  }

  @Test
  @DisplayName("what lies beyond the committed length is cut off, and appending goes on from there")
  void cutsTheTail() throws Exception {
    var path = directory.resolve("a");
    var state = committed(path);
    Files.writeString(path, "never committed", StandardOpenOption.APPEND);
    var again = AppendFile.reopen(path, state);
    assertThat(again.content()).asString().isEqualTo("onetwo");
    append(again.file(), "three");
    again.file().sync();
    assertThat(path).hasContent("onetwothree");
    assertThat(AppendFile.reopen(path, again.file().state(directory)).content()).hasSize(11);
    assertThat(Durable.openForWriting()).isZero();
  }

  @Test
  @DisplayName("I5: missing, shorter or different content is a dangling reference, never repaired")
  void dangling() throws Exception {
    var path = directory.resolve("a");
    var state = committed(path);
    Files.writeString(path, "oneTwo");
    assertThatThrownBy(() -> AppendFile.reopen(path, state))
        .isInstanceOf(DanglingReferenceException.class)
        .hasMessageContaining("SHA-256");
    Files.writeString(path, "one");
    assertThatThrownBy(() -> AppendFile.reopen(path, state))
        .isInstanceOf(DanglingReferenceException.class)
        .hasMessageContaining("has 3 bytes; the database expects 6");
    Files.delete(path);
    assertThatThrownBy(() -> AppendFile.reopen(path, state))
        .isInstanceOf(DanglingReferenceException.class)
        .hasMessageContaining("is missing");
  }
}
