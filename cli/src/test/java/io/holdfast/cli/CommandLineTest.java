package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.output.Captured;
import io.holdfast.cli.output.Output;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What every command line promises: help, exit codes, JSON whenever it is asked for. */
class CommandLineTest {
  @TempDir Path directory;
  private final Captured out = new Captured();
  private final Captured err = new Captured();

  /** Every command with the words that lead to it, groups too. */
  static Stream<List<String>> commands() {
    Captured ignored = new Captured();
    CommandLine root =
        new Commands(new Output(false, ignored.stream(), ignored.stream()), ignored.stream())
            .commandLine();
    List<List<String>> found = new ArrayList<>();
    collect(root, List.of(), found);
    return found.stream();
  }

  private static void collect(CommandLine line, List<String> words, List<List<String>> found) {
    line.getSubcommands()
        .forEach(
            (name, below) -> {
              assertThat(below.getCommandName()).isEqualTo(name);
              List<String> longer = Stream.concat(words.stream(), Stream.of(name)).toList();
              // What is hidden is for the build, and generate-completion is picocli's own.
              boolean hidden = below.getCommandSpec().usageMessage().hidden();
              if (!hidden && !name.equals("generate-completion")) {
                found.add(longer);
              }
              collect(below, longer, found);
            });
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("Every command has --help, with an example that names the command")
  void help(List<String> words) {
    assertThat(run(with(words, "--help"))).isZero();
    assertThat(out.text()).contains("Usage: holdfast " + String.join(" ", words));
    String examples = out.text().substring(Math.max(0, out.text().indexOf("Example")));
    assertThat(examples).startsWith("Example").contains("holdfast " + String.join(" ", words));
    assertThat(err.text()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("An option that is not known is HF-201 and exit code 2, said in JSON if asked")
  void unknownOption(List<String> words) {
    assertThat(run(with(words, "--no-such-option"))).isEqualTo(2);
    assertThat(err.text()).contains("HF-201", String.join(" ", words) + " --help");
    assertThat(out.text()).isEmpty();

    assertThat(run(with(words, "--json", "--no-such-option"))).isEqualTo(2);
    assertThat(out.objects()).hasSize(1);
    JsonNode error = out.objects().getFirst();
    assertThat(error.required("type").asString()).isEqualTo("error");
    assertThat(error.required("code").asString()).isEqualTo("HF-201");
    assertThat(error.required("exitCode").asInt()).isEqualTo(2);
  }

  @Test
  @DisplayName("A command that is not known is HF-201; no command at all shows the help")
  void noCommand() {
    assertThat(run("bakup")).isEqualTo(2);
    assertThat(err.text()).contains("HF-201", "bakup");
    assertThat(run()).isZero();
    assertThat(out.text()).contains("backup", "restore", "Exit codes:");
  }

  @Test
  @DisplayName("The version is told")
  void version() {
    assertThat(run("--version")).isZero();
    assertThat(out.text()).startsWith("holdfast ");
  }

  @Test
  @DisplayName("The completion script is one that bash can read, and knows the commands")
  void completion() throws Exception {
    assertThat(run("generate-completion")).isZero();
    Path script = Files.writeString(directory.resolve("completion"), out.text());
    Process bash;
    try {
      bash = Processes.startPiped(List.of("bash", "-n", script.toString()), Map.of());
    } catch (IOException missing) {
      throw new AssertionError("Install bash: " + missing.getMessage(), missing);
    }
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(bash.waitFor()).as(said).isZero();
    commands().forEach(words -> assertThat(out.text()).contains(words.getLast()));
  }

  @Test
  @DisplayName("No configuration: HF-202 and exit code 2, in JSON the only line")
  void noConfiguration() {
    for (String command : List.of("plan", "sets", "show", "verify", "backup", "receive")) {
      assertThat(run(command, "--json", "--config", directory.resolve("none.yaml").toString()))
          .isEqualTo(2);
      assertThat(out.objects()).hasSize(1);
      assertThat(out.objects().getFirst().required("code").asString()).isEqualTo("HF-202");
    }
  }

  @Test
  @DisplayName("From 'init' to 'restore': exit codes, and a summary as the last line of each")
  void wayThroughTheCommands() throws IOException {
    Path config = writeInstallation();
    assertThat(summaryOf(0, "init", config).required("id").asString()).hasSize(64);
    assertThat(summaryOf(0, "sets", config).required("sets").asInt()).isZero();
    JsonNode backup = summaryOf(3, "backup", config);
    assertThat(backup.required("grade").asString()).isEqualTo("crash-consistent");
    assertThat(backup.required("reasons")).hasSize(1);
    String set = backup.required("setId").asString();
    assertThat(summaryOf(0, "sets", config).required("sets").asInt()).isEqualTo(1);
    assertThat(summaryOf(0, "show", config).required("setId").asString()).isEqualTo(set);
    assertThat(summaryOf(0, "verify", config, "--read-data").required("files").asInt())
        .isEqualTo(1);
    String target = directory.resolve("restored").toString();
    JsonNode dry = summaryOf(0, "restore", config, "--into", target, "--dry-run");
    assertThat(dry.required("dryRun").asBoolean()).isTrue();
    assertThat(directory.resolve("restored")).doesNotExist();
    summaryOf(0, "restore", config, set.substring(0, 12), "--into", target);
    assertThat(directory.resolve("restored/disk/f")).hasContent("content");

    assertThat(codeOf(2, "restore", config, "--into", target)).isEqualTo("HF-210");
    assertThat(codeOf(2, "show", config, "0123456789abcdef")).isEqualTo("HF-208");
    assertThat(codeOf(2, "init", config)).isEqualTo("HF-212");
    assertThat(codeOf(2, "backup", config, "--rule", "weekly")).isEqualTo("HF-201");
    Files.writeString(directory.resolve("password"), "another\n");
    assertThat(codeOf(4, "sets", config)).isEqualTo("HF-402");
    Files.delete(directory.resolve("password"));
    assertThat(codeOf(2, "sets", config)).isEqualTo("HF-211");
  }

  @Test
  @DisplayName(
      "'vault restore' makes a new target its owner's alone, and leaves the mode of another")
  void modeOfTheTarget() throws Exception {
    Path config = writeInstallation();
    summaryOf(0, "init", config);
    summaryOf(3, "backup", config);
    Path there = Files.createDirectory(directory.resolve("there"));
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-x---"));

    assertThat(modeAfterVaultRestore(directory.resolve("above/new"))).isEqualTo("rwx------");
    assertThat(modeOf(directory.resolve("above"))).isEqualTo("rwx------");
    assertThat(modeAfterVaultRestore(there)).isEqualTo("rwxr-x---");
  }

  /**
   * With 0, whoever runs this: the set's own directories belong to who made it. In a process of its
   * own, since a vault's password comes from the environment.
   */
  private String modeAfterVaultRestore(Path target) throws Exception {
    Process process =
        Processes.startPiped(
            List.of(
                Processes.javaProgram(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "vault",
                "restore",
                "--vault",
                directory.resolve("vault").toString(),
                "--target",
                target.toString()),
            Map.of("HOLDFAST_PASSWORD_FILE", directory.resolve("password").toString()));
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(target.resolve("disk/disk/f")).hasContent("content");
    return modeOf(target);
  }

  private static String modeOf(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Path writeInstallation() throws IOException {
    Files.createDirectory(directory.resolve("live"));
    Files.writeString(directory.resolve("live/f"), "content");
    Files.writeString(directory.resolve("password"), "correct horse\n");
    return Files.writeString(
        directory.resolve("holdfast.yaml"),
        """
        installation: billing
        vault: {location: %1$s/vault, passwordFile: %1$s/password}
        state: %1$s/state
        suspension: {driver: none}
        stores:
          - {name: disk, kind: files, root: %1$s/live}
        rules:
          - {name: nightly}
        """
            .formatted(directory));
  }

  private JsonNode summaryOf(int exit, String command, Path config, String... more) {
    JsonNode last = last(exit, command, config, more);
    assertThat(last.required("type").asString()).as(out.text()).isEqualTo("summary");
    return last;
  }

  private String codeOf(int exit, String command, Path config, String... more) {
    JsonNode last = last(exit, command, config, more);
    assertThat(last.required("type").asString()).as(out.text()).isEqualTo("error");
    return last.required("code").asString();
  }

  private JsonNode last(int exit, String command, Path config, String... more) {
    List<String> words = new ArrayList<>(List.of(command, "--json", "--config", config.toString()));
    words.addAll(List.of(more));
    assertThat(run(words.toArray(String[]::new))).as(command + ": " + out.text()).isEqualTo(exit);
    return out.objects().getLast();
  }

  private static String[] with(List<String> words, String... more) {
    return Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new);
  }

  private int run(String... arguments) {
    out.clear();
    err.clear();
    return Main.run(arguments, out.stream(), err.stream());
  }
}
