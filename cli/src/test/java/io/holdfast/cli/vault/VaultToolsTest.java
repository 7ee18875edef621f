package io.holdfast.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.QuickVault;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The commands that look into a vault, each in a process of its own, as a vault's password comes
 * from the environment. GNU tar and restic are the referees.
 */
class VaultToolsTest {
  @TempDir static Path directory;
  private static Path data;

  private record Said(int exit, byte[] out, String err) {
    String text() {
      return new String(out, StandardCharsets.UTF_8);
    }

    List<JsonNode> objects() {
      return text().lines().map(JsonMapper.shared()::readTree).toList();
    }
  }

  /** Once: nothing here writes to the vault afterwards. */
  @BeforeAll
  static void twoSnapshots() throws Exception {
    Files.writeString(directory.resolve("password"), "correct horse\n");
    data = Files.createDirectories(directory.resolve("data"));
    write("a/one.txt", "one");
    write("a/two.txt", "two");
    write("b/large", "x".repeat(3_000_000));
    Files.createSymbolicLink(data.resolve("a/link"), Path.of("one.txt"));
    Files.createLink(data.resolve("b/second-name"), data.resolve("a/one.txt"));
    QuickVault.init(directory.resolve("vault"), "correct horse");
    holdfast("vault", "snapshot", data.toString());
    write("a/two.txt", "two, changed");
    write("c/new.txt", "new");
    Files.delete(data.resolve("b/large"));
    holdfast("vault", "snapshot", data.toString());
  }

  private static void write(String name, String text) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(data.resolve(name.substring(0, name.indexOf('/'))));
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05.678901234Z")));
  }

  private static Said holdfast(String... words) throws Exception {
    Said said = run(List.of(), words);
    assertThat(said.exit()).as("%s: %s%s", List.of(words), said.text(), said.err()).isZero();
    return said;
  }

  private static Said run(List<String> into, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Processes.javaProgram(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.holdfast.cli.Main"));
    command.addAll(List.of(words));
    Path err = directory.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "HOLDFAST_VAULT", directory.resolve("vault").toString(),
                "HOLDFAST_PASSWORD_FILE", directory.resolve("password").toString()));
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream out = process.getInputStream()) {
      byte[] said = into.isEmpty() ? out.readAllBytes() : out.readNBytes(10);
      if (!into.isEmpty()) {
        out.close();
      }
      return new Said(process.waitFor(), said, Files.readString(err));
    }
  }

  private static String program(String... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("RESTIC_REPOSITORY", directory.resolve("vault").toString());
    builder.environment().put("RESTIC_PASSWORD", "correct horse");
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(words), said).isZero();
    return said;
  }

  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        files.put(
            root.relativize(path).toString(),
            Files.getLastModifiedTime(path) + " " + Files.readString(path));
      }
    }
    return files;
  }

  @Test
  @DisplayName("ls lists a directory, everything below it, or one file; as text and as JSON")
  void ls() throws Exception {
    assertThat(holdfast("vault", "ls", "latest").text().lines()).containsExactly("a/", "b/", "c/");
    assertThat(holdfast("vault", "ls", "latest:a", "--recursive").text().lines())
        .containsExactly("a/link", "a/one.txt", "a/two.txt");
    assertThat(holdfast("vault", "ls", "latest:a/link", "--long").text())
        .contains("lrwxrwxrwx", "a/link -> one.txt");
    List<JsonNode> objects = holdfast("vault", "ls", "latest", "-r", "--json").objects();
    JsonNode summary = objects.getLast();
    assertThat(summary.required("type").asString()).isEqualTo("summary");
    assertThat(summary.required("entries").asInt()).isEqualTo(objects.size() - 1).isEqualTo(8);
    JsonNode two =
        objects.stream()
            .filter(one -> one.path("path").asString("").equals("a/two.txt"))
            .findFirst()
            .orElseThrow();
    assertThat(two.required("size").asInt()).isEqualTo(12);
    assertThat(two.required("modified").asString()).isEqualTo("2026-01-02T03:04:05.678901234Z");
    Said missing = run(List.of(), "vault", "ls", "latest:nowhere");
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err()).contains("HF-208", "has no nowhere");
  }

  @Test
  @DisplayName("find tells the versions of a path, newest first, and which snapshots share one")
  void find() throws Exception {
    List<JsonNode> objects = holdfast("vault", "find", "*.txt", "large", "--json").objects();
    assertThat(objects.stream().map(one -> one.path("path").asString("")))
        .containsExactly("a/one.txt", "a/two.txt", "b/large", "c/new.txt", "");
    JsonNode one = objects.getFirst().required("versions");
    assertThat(one).hasSize(1);
    assertThat(one.get(0).required("snapshots")).hasSize(2);
    JsonNode two = objects.get(1).required("versions");
    assertThat(two).hasSize(2);
    assertThat(two.get(0).required("size").asInt()).isEqualTo(12);
    assertThat(two.get(1).required("size").asInt()).isEqualTo(3);
    assertThat(objects.getLast().required("versions").asInt()).isEqualTo(5);
    assertThat(holdfast("vault", "find", "/b/*", "--snapshot", "latest").text())
        .contains("b/second-name")
        .doesNotContain("large");
    assertThat(run(List.of(), "vault", "find", "[").exit()).isEqualTo(2);
  }

  @Test
  @DisplayName("diff tells what was added, removed and changed, with sizes")
  void diff() throws Exception {
    String first = snapshots().getFirst();
    assertThat(holdfast("vault", "diff", first, "latest").text().lines())
        .contains("M a/two.txt  3 B -> 12 B", "- b/large  2.86 MiB", "+ c/", "+ c/new.txt  3 B");
    JsonNode summary =
        holdfast("vault", "diff", first + ":a", "latest:a", "--json").objects().getLast();
    assertThat(summary.required("content").asInt()).isEqualTo(1);
    assertThat(summary.required("added").asInt()).isZero();
    assertThat(summary.required("addedBytes").asInt()).isEqualTo(12);
    assertThat(holdfast("vault", "diff", "latest", "latest").text()).startsWith("0 added");
  }

  private static List<String> snapshots() throws Exception {
    return holdfast("vault", "list", "--json").objects().stream()
        .filter(one -> one.required("type").asString().equals("snapshot"))
        .map(one -> one.required("snapshotId").asString())
        .toList();
  }

  @Test
  @DisplayName("A dump is what GNU tar unpacks and what restic dumps; a file comes as its bytes")
  void dump() throws Exception {
    Path archive =
        Files.write(directory.resolve("d.tar"), holdfast("vault", "dump", "latest").out());
    Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
    program("tar", "-xf", archive.toString(), "-C", unpacked.toString());
    assertThat(files(unpacked)).isEqualTo(files(data));
    assertThat(Files.getAttribute(unpacked.resolve("b/second-name"), "unix:ino"))
        .isEqualTo(Files.getAttribute(unpacked.resolve("a/one.txt"), "unix:ino"));
    assertThat(Files.readSymbolicLink(unpacked.resolve("a/link"))).isEqualTo(Path.of("one.txt"));
    byte[] file = holdfast("vault", "dump", "latest:a/two.txt").out();
    assertThat(new String(file, StandardCharsets.UTF_8)).isEqualTo("two, changed");
    assertThat(program("restic", "--no-cache", "-q", "dump", "latest", "/a/two.txt"))
        .isEqualTo("two, changed");
    Path target = directory.resolve("to-file");
    holdfast("vault", "dump", "latest:a/two.txt", "--target", target.toString(), "--json");
    assertThat(target).hasContent("two, changed");
    assertThat(run(List.of(), "vault", "dump", "latest", "--target", target.toString()).exit())
        .isEqualTo(2);
    assertThat(target).hasContent("two, changed");
    assertThat(run(List.of(), "vault", "dump", "latest", "--json").exit()).isEqualTo(2);
  }

  @Test
  @DisplayName("When nobody reads on, a dump ends quietly, as by SIGPIPE")
  void brokenPipe() throws Exception {
    Said said = run(List.of("ten bytes"), "vault", "dump", snapshots().getFirst());
    assertThat(said.exit()).isEqualTo(141);
    assertThat(said.err()).isEmpty();
  }

  @Test
  @DisplayName("restore goes over what is there only if told; a dry run tells and does nothing")
  void restoreOver() throws Exception {
    Path target = Files.createDirectories(directory.resolve("target/a"));
    Files.writeString(target.resolve("two.txt"), "mine");
    Files.writeString(directory.resolve("target/extra"), "extra");
    String to = directory.resolve("target").toString();
    Said refused = run(List.of(), "vault", "restore", "--target", to);
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("HF-210");
    assertThat(run(List.of(), "vault", "restore", "--target", to, "--delete").exit()).isEqualTo(2);
    assertThat(run(List.of(), "vault", "restore", "--target", to, "--overwrite", "x").exit())
        .isEqualTo(2);
    String[] all = {"vault", "restore", "--target", to, "--overwrite", "always", "--delete"};
    Said dry = holdfast(with(all, "--dry-run"));
    assertThat(dry.text()).contains("change   a/two.txt  12 B", "delete   extra  5 B");
    assertThat(target.resolve("two.txt")).hasContent("mine");
    JsonNode done = holdfast(with(all, "--verify", "--json")).objects().getLast();
    assertThat(done.required("deleted").asInt()).isEqualTo(1);
    assertThat(done.required("bytesVerified").asInt())
        .isEqualTo(done.required("bytesWritten").asInt());
    assertThat(files(directory.resolve("target"))).isEqualTo(files(data));
    assertThat(holdfast(with(all, "--dry-run")).text())
        .startsWith("Would write 0 B and delete 0 B");
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }
}
