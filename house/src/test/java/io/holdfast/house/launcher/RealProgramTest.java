package io.holdfast.house.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.house.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with the JDK that runs this test and the jars that this build has packaged. */
class RealProgramTest {
  @TempDir Path directory;
  LauncherTree tree;

  @BeforeEach
  void plantTree() throws IOException {
    tree = new LauncherTree(directory);
    tree.set("HOLDFAST_JAVA_HOME", System.getProperty("java.home")).set("HOLDFAST_BUILD", "never");
    for (String module : List.of("cli", "usage-engine")) {
      copy(Path.of(module, "target", "dist", "lib"));
    }
  }

  @Test
  @DisplayName("--version answers on stdout alone, and the AOT cache fits: its use is demanded")
  void aotCacheIsUsed() throws Exception {
    LauncherTree.Outcome first = tree.run("--version");
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.out()).containsIgnoringCase("holdfast");
    assertThat(tree.exists("dist/holdfast.aot")).as("an AOT cache was made").isTrue();

    tree.set("HOLDFAST_JAVA_OPTS", "-XX:AOTMode=on");
    for (List<String> arguments : List.of(List.of("--version"), List.of("sets", "--help"))) {
      LauncherTree.Outcome again = tree.run(arguments.toArray(String[]::new));
      assertThat(again.exit()).as("with the cache demanded: " + again.err()).isZero();
    }
    // What is not quick runs with the optimising compiler, from the same cache.
    assertThat(tree.run("vault", "check").exit())
        .as("no vault is named: a usage error, not the JVM's")
        .isEqualTo(2);
  }

  @Test
  @DisplayName("An AOT cache that is damaged makes no noise and stops nothing")
  void damagedCache() throws Exception {
    String right = tree.run("--version").out();
    Files.writeString(tree.root.resolve("dist/holdfast.aot"), "not a cache");

    LauncherTree.Outcome outcome = tree.run("--version");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).isEqualTo(right);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  @DisplayName("What the optimising compiler is told leaves no word in the output")
  void compilerDirectives() throws Exception {
    LauncherTree.Outcome outcome = tree.run("vault", "check", "--json");

    assertThat(tree.exists("dist/lib/compiler.json")).isTrue();
    assertThat(outcome.exit()).as("no vault is named: a usage error, not the JVM's").isEqualTo(2);
    assertThat(outcome.out().lines()).allMatch(line -> line.startsWith("{"));
    assertThat(outcome.err()).doesNotContain("irective");
  }

  private void copy(Path lib) throws IOException {
    Path source = Repository.root().resolve(lib);
    assertThat(source).as("what 'mvn verify' packages before these tests").isDirectory();
    Path target = Files.createDirectories(tree.root.resolve(lib));
    try (Stream<Path> jars = Files.list(source)) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, target.resolve(jar.getFileName()));
      }
    }
  }
}
