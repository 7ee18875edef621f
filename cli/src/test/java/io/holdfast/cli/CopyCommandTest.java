package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.output.Captured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@DisplayName(
    "I1: a set that was copied is a set in the other vault; one target's failure stays its own")
class CopyCommandTest {
  @TempDir Path directory;
  private final Captured out = new Captured();
  private final Captured err = new Captured();

  @BeforeEach
  void backUp() throws Exception {
    Files.createDirectory(directory.resolve("live"));
    Files.writeString(directory.resolve("live/f"), "content");
    Files.writeString(directory.resolve("password"), "correct horse\n");
    Files.writeString(directory.resolve("second-password"), "battery staple\n");
    vault("second-password", "vault", "init", "--vault", place("second"));
    config(
        "holdfast.yaml", "vault", "password", "[{vault: second, passwordFile: second-password}]");
    run(0, "init");
    run(3, "backup");
  }

  private String place(String name) {
    return directory.resolve(name).toString();
  }

  private void config(String file, String vault, String password, String copies)
      throws IOException {
    Files.writeString(
        directory.resolve(file),
        """
        installation: billing
        vault: {location: %s, passwordFile: %s}
        state: state
        suspension: {driver: none}
        stores:
          - {name: disk, kind: files, root: live}
        rules:
          - {name: nightly, copies: %s}
          - {name: by-hand}
        """
            .formatted(vault, password, copies));
  }

  private JsonNode run(int exit, String command, String... more) {
    return runWith("holdfast.yaml", exit, command, more);
  }

  private JsonNode runWith(String config, int exit, String command, String... more) {
    out.clear();
    err.clear();
    List<String> words = new ArrayList<>(List.of(command, "--json", "--config", place(config)));
    words.addAll(List.of(more));
    if (command.equals("backup")) {
      words.addAll(List.of("--rule", "nightly"));
    }
    int ended = Main.run(words.toArray(String[]::new), out.stream(), err.stream());
    assertThat(ended).as(command + ": " + out.text() + err.text()).isEqualTo(exit);
    return out.objects().getLast();
  }

  private JsonNode vault(String password, String... words) throws Exception {
    return new HoldfastProcess(directory.resolve(password), directory.resolve("state"))
        .summary(0, words);
  }

  @Test
  void setsOfARule() throws IOException {
    JsonNode target = run(0, "copy").required("targets").get(0);
    assertThat(target.required("copied").asInt()).isEqualTo(1);
    assertThat(target.required("sameKey").asBoolean()).isFalse();
    config("second.yaml", "second", "second-password", "[]");
    assertThat(runWith("second.yaml", 0, "sets").required("sets").asInt()).isEqualTo(1);
    assertThat(runWith("second.yaml", 0, "verify", "--read-data").required("files").asInt())
        .isEqualTo(1);
    runWith("second.yaml", 0, "restore", "--into", place("restored"));
    assertThat(directory.resolve("restored/disk/f")).hasContent("content");

    JsonNode again = run(0, "copy", "--rule", "nightly").required("targets").get(0);
    assertThat(again.required("copied").asInt()).isZero();
    assertThat(again.required("alreadyThere").asInt()).isEqualTo(1);
    assertThat(run(2, "copy", "--rule", "by-hand").required("code").asString()).isEqualTo("HF-201");
  }

  @Test
  @DisplayName(
      "A missing target and a wrong password: codes of their own; the others are copied to")
  void targetsThatFail() throws IOException {
    String good = "{vault: second, passwordFile: second-password}";
    String wrong = "{vault: second}";
    config("holdfast.yaml", "vault", "password", "[{vault: nowhere}]");
    assertThat(run(4, "copy").required("code").asString()).isEqualTo("HF-401");
    config("holdfast.yaml", "vault", "password", "[" + wrong + "]");
    assertThat(run(4, "copy").required("code").asString()).isEqualTo("HF-402");
    config("holdfast.yaml", "vault", "password", "[{vault: nowhere}, " + good + "]");
    assertThat(run(3, "copy").required("code").asString()).isEqualTo("HF-310");
    assertThat(directory.resolve("nowhere")).doesNotExist();
    config("second.yaml", "second", "second-password", "[]");
    assertThat(runWith("second.yaml", 0, "sets").required("sets").asInt()).isEqualTo(1);
  }

  @Test
  @DisplayName("'vault copy' into a twin moves sealed blobs; into another vault it seals anew")
  void vaultCopy() throws Exception {
    vault(
        "password", "vault", "init", "--vault", place("twin"), "--copy-keys-from", place("vault"));
    JsonNode said =
        vault("password", "vault", "copy", "--vault", place("vault"), "--to", place("twin"));
    assertThat(said.required("sameKey").asBoolean()).isTrue();
    assertThat(said.required("copied").asInt()).isEqualTo(1);
    String[] toSecond = {
      "vault",
      "copy",
      "latest",
      "--vault",
      place("vault"),
      "--to",
      place("second"),
      "--to-password-file",
      place("second-password")
    };
    JsonNode summary = vault("password", toSecond);
    assertThat(summary.required("sameKey").asBoolean()).isFalse();
    assertThat(vault("password", toSecond).required("blobs").asInt()).isZero();
  }
}
