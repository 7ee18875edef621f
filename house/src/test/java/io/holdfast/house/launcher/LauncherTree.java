package io.holdfast.house.launcher;

import io.holdfast.house.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A copy of the launcher in a tree of its own, with whatever Java and Maven the test puts beside
 * it.
 */
final class LauncherTree {
  /** Enough for a launcher that hangs to be noticed on a slow machine. */
  private static final int PATIENCE_SECONDS = 120;

  /** The programs that the launcher may count on; each test adds to them. */
  private static final List<String> TOOLS =
      List.of(
          "mkdir",
          "find",
          "head",
          "date",
          "cp",
          "mv",
          "rm",
          "touch",
          "grep",
          "cat",
          "sleep",
          "ln",
          "readlink",
          "printf",
          "echo");

  final Path root;
  final Path tools;
  private final Map<String, String> environment = new LinkedHashMap<>();

  /** What a run left. */
  record Outcome(int exit, String out, String err) {}

  /** A run under way and the files that hold what it prints. */
  record Running(Process process, Path out, Path err) {}

  LauncherTree(Path directory) throws IOException {
    root = Files.createDirectory(directory.resolve("holdfast-tree"));
    tools = Files.createDirectory(directory.resolve("tools"));
    Files.copy(
        Repository.root().resolve("holdfast"),
        root.resolve("holdfast"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(root.resolve("cli/src/main/java"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    for (String tool : TOOLS) {
      addTool(tool);
    }
    environment.put("PATH", tools.toString());
    environment.put("HOME", directory.toString());
    environment.put("HOLDFAST_JDK_SEARCH", directory.resolve("jdks").toString());
  }

  LauncherTree set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  void addTool(String name) throws IOException {
    Path found =
        Stream.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")
            .map(directory -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new AssertionError("Install " + name + ": this test needs it"));
    script(tools.resolve(name), "exec " + found + " \"$@\"\n");
  }

  /** Puts a script in the place of a program. */
  void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A directory that looks like a JDK; its java prints its arguments, one on a line. */
  Path jdk(Path home, String version) throws IOException {
    script(
        home.resolve("bin/java"),
        """
        for a in "$@"; do
          case $a in -XX:AOTCacheOutput=*) echo cache >"${a#*=}" ;; esac
          printf '%s\\n' "$a"
        done
        echo "pid $$ locale ${LC_ALL:-}"
        """);
    script(home.resolve("bin/javac"), "exit 0\n");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  Path jdk(String name, String version) throws IOException {
    return jdk(root.resolveSibling("jdks").resolve(name), version);
  }

  /** A Maven that leaves what a build leaves, and counts how often it was run. */
  void maven(String before, int exit) throws IOException {
    script(
        tools.resolve("mvn"),
        """
        echo run >>runs
        %s
        echo "[INFO] Building Holdfast: command line 0.1.0               [1/2]"
        for m in cli usage-engine; do
          mkdir -p $m/target/dist/lib
          echo jar >$m/target/dist/lib/holdfast-$m.jar
          touch $m/target/dist/lib/build-stamp
        done
        exit %d
        """
            .formatted(before, exit));
  }

  long mavenRuns() throws IOException {
    Path runs = root.resolve("runs");
    return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
  }

  Outcome run(String... arguments) throws IOException, InterruptedException {
    return run(List.of(root.resolve("holdfast").toString()), root, arguments);
  }

  Outcome run(List<String> launcher, Path directory, String... arguments)
      throws IOException, InterruptedException {
    return await(start(launcher, directory, arguments));
  }

  Running start(List<String> launcher, Path directory, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(launcher.stream(), Stream.of(arguments)).toList());
    builder.directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Path out = Files.createTempFile(root.getParent(), "run", ".out");
    Path err = Files.createTempFile(root.getParent(), "run", ".err");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new Running(builder.start(), out, err);
  }

  Outcome await(Running running) throws IOException, InterruptedException {
    if (!running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      running.process().destroyForcibly();
      throw new AssertionError("The launcher hangs; it said: " + Files.readString(running.err()));
    }
    return new Outcome(
        running.process().exitValue(),
        Files.readString(running.out()),
        Files.readString(running.err()));
  }

  boolean exists(String path) {
    return Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
  }
}
