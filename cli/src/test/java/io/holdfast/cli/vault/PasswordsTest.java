package io.holdfast.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a password comes from. Its text is nobody's to read: a vault tells which one it was. */
class PasswordsTest {
  @TempDir Path directory;

  @Test
  @DisplayName("The first that is there: file, command, variable, the configuration's file")
  void precedence() throws IOException {
    Path configured = file("configured", "fourth\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("HOLDFAST_PASSWORD_FILE", file("named", "first\n").toString());
    environment.put("HOLDFAST_PASSWORD_COMMAND", "echo second");
    environment.put("HOLDFAST_PASSWORD", "third");

    assertGiven("first", environment, configured);
    environment.put("HOLDFAST_PASSWORD_FILE", " ");
    assertGiven("second", environment, configured);
    environment.remove("HOLDFAST_PASSWORD_COMMAND");
    assertGiven("third", environment, configured);
    environment.put("HOLDFAST_PASSWORD", "");
    assertGiven("fourth", environment, configured);
  }

  @Test
  @DisplayName("The first line counts, without its end; blanks and other letters are part of it")
  void firstLine() throws IOException {
    assertGiven(" ümlaut ", Map.of(), file("crlf", " ümlaut \r\nanother line\r\n"));
    assertGiven("no end", Map.of(), file("noend", "no end"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\nsecret\n"})
  @DisplayName("An empty first line is no password (HF-211)")
  void empty(String content) throws IOException {
    assertMissing(Map.of(), file("empty", content), "empty");
  }

  @Test
  @DisplayName("A file that cannot be read, a command that fails or says nothing: HF-211, named")
  void failing() {
    assertMissing(Map.of(), directory.resolve("missing"), directory.resolve("missing").toString());
    assertMissing(Map.of("HOLDFAST_PASSWORD_COMMAND", "exit 7"), null, "7");
    assertMissing(Map.of("HOLDFAST_PASSWORD_COMMAND", "true"), null, "HOLDFAST_PASSWORD_COMMAND");
  }

  @Test
  @DisplayName("A file that is not text is no password (HF-211), and its content is not shown")
  void notText() throws IOException {
    Path file = Files.write(directory.resolve("binary"), new byte[] {'s', 'e', (byte) 0xff, 'c'});
    assertMissing(Map.of(), file, file.toString());
  }

  @Test
  @DisplayName("What a failing command said is not shown: it may be the password")
  void saysNothing() {
    assertThatThrownBy(
            Passwords.of(Map.of("HOLDFAST_PASSWORD_COMMAND", "echo geheim; exit 1"), null)::get)
        .satisfies(e -> assertThat(e.toString()).doesNotContain("geheim"));
  }

  @Test
  @DisplayName("What a command writes to standard error is not taken for the password")
  void standardError() throws IOException {
    assertGiven("right", Map.of("HOLDFAST_PASSWORD_COMMAND", "echo hint >&2; echo right"), null);
  }

  private void assertGiven(
      String expected, Map<String, String> environment, @Nullable Path configured)
      throws IOException {
    LocalObjectStore store = new LocalObjectStore(Files.createTempDirectory(directory, "vault"));
    Vault.init(
            store, Password.of(expected), Randomness.SECURE, Clock.SYSTEM, KdfParameters.forTests())
        .close();
    try (Password given = Passwords.of(environment, configured).get()) {
      Vault.open(store, given, Randomness.SECURE, Clock.SYSTEM).close();
    }
  }

  private void assertMissing(
      Map<String, String> environment, @Nullable Path configured, String named) {
    assertThatThrownBy(Passwords.of(environment, configured)::get)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PASSWORD_MISSING);
              assertThat(e.getMessage()).contains(named);
            });
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }
}
