package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a command line in a process of its own, since a vault's password comes from the environment,
 * and has it speak JSON.
 */
record HoldfastProcess(Path passwordFile, Path state, List<String> options) {
  HoldfastProcess(Path passwordFile, Path state) {
    this(passwordFile, state, List.of());
  }

  /** The same with ciphers and hashes that are the JDK's. */
  HoldfastProcess withJavaCiphers() {
    return new HoldfastProcess(passwordFile, state, List.of("-Dholdfast.crypto=java"));
  }

  /** The same without calls to the operating system: files are reached through the JDK. */
  HoldfastProcess withJavaFiles() {
    return new HoldfastProcess(passwordFile, state, List.of("-Dholdfast.files=java"));
  }

  /** Every line that it says, if it ends as expected. */
  List<JsonNode> run(int exit, String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Processes.javaProgram(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(Main.class.getName());
    command.addAll(List.of(words));
    command.add("--json");
    Process process =
        Processes.startPiped(
            command,
            Map.of(
                "HOLDFAST_PASSWORD_FILE",
                passwordFile.toString(),
                "XDG_STATE_HOME",
                state.toString(),
                "XDG_CACHE_HOME",
                state.resolveSibling("cache").toString()));
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(words), said).isEqualTo(exit);
    return said.lines().map(line -> JsonMapper.shared().readTree(line)).toList();
  }

  /** The last line. */
  JsonNode summary(int exit, String... words) throws IOException, InterruptedException {
    return run(exit, words).getLast();
  }
}
