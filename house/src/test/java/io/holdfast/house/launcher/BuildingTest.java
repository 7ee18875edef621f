package io.holdfast.house.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher builds when it must, once, and says what is missing when it cannot. */
class BuildingTest {
  @TempDir Path directory;
  LauncherTree tree;

  @BeforeEach
  void plantTree() throws IOException {
    tree = new LauncherTree(directory);
    tree.jdk("c-25", "25.0.3");
    tree.maven("", 0);
    Instant old = Instant.now().minusSeconds(3600);
    for (String source : List.of("pom.xml", "cli/src/main/java", "cli/src/main")) {
      Files.setLastModifiedTime(tree.root.resolve(source), FileTime.from(old));
    }
  }

  @Test
  @DisplayName("The first call builds, the second does not")
  void once() throws Exception {
    assertThat(tree.run("sets").err()).contains("first use", "command line", "built in");
    assertThat(tree.run("sets").err()).isEmpty();
    assertThat(tree.mavenRuns()).isEqualTo(1);
  }

  @Test
  @DisplayName("A newer source is built, and so is a deletion")
  void newerSources() throws Exception {
    Path source = tree.root.resolve("cli/src/main/java/A.java");
    Files.writeString(source, "class A {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(1800)));
    tree.run("sets");

    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
    assertThat(tree.run("sets").err()).contains("newer than the build");
    assertThat(tree.mavenRuns()).isEqualTo(2);

    Files.delete(source);
    tree.run("sets");
    assertThat(tree.mavenRuns()).isEqualTo(3);
  }

  @Test
  @DisplayName("What Maven built by itself is taken over without building again")
  void builtByMaven() throws Exception {
    for (String module : List.of("cli", "usage-engine")) {
      Path lib = Files.createDirectories(tree.root.resolve(module + "/target/dist/lib"));
      Files.writeString(lib.resolve("build-stamp"), "");
    }

    assertThat(tree.run("sets").exit()).isZero();
    assertThat(tree.mavenRuns()).isZero();
    assertThat(tree.exists("dist/usage-engine/lib/build-stamp")).isTrue();
  }

  @Test
  @DisplayName("A failed build starts nothing, shows the errors and names the log")
  void failure() throws Exception {
    tree.maven("echo '[ERROR] Main.java:[3,1] class expected'", 1);

    LauncherTree.Outcome outcome = tree.run("sets");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("class expected", "the build failed, so nothing was started", "dist/build.log");
    assertThat(tree.exists("dist/lib")).isFalse();
  }

  @Test
  @DisplayName("Without network, the message says that the first build needs it")
  void noNetwork() throws Exception {
    tree.maven("echo '[ERROR] Could not transfer artifact a:b:1 from/to central'", 1);

    assertThat(tree.run("sets").err()).contains("It looks like the network");
  }

  @Test
  @DisplayName("Without Maven, the message says how to get it")
  void noMaven() throws Exception {
    Files.delete(tree.tools.resolve("mvn"));

    LauncherTree.Outcome outcome = tree.run("sets");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains("no Maven (mvn)", "apt install maven", "brew install");
  }

  @Test
  @DisplayName("A runtime without a compiler runs what is built, and says so when it must build")
  void runtimeOnly() throws Exception {
    tree.run("sets");
    Files.delete(directory.resolve("jdks/c-25/bin/javac"));
    assertThat(tree.run("sets").exit()).isZero();

    assertThat(tree.set("HOLDFAST_BUILD", "always").run("sets").err()).contains("cannot compile");
  }

  @Test
  @DisplayName("HOLDFAST_BUILD=never runs an old build, and fails when there is none")
  void never() throws Exception {
    tree.set("HOLDFAST_BUILD", "never");
    assertThat(tree.run("sets").err()).contains("there is no build in");

    tree.set("HOLDFAST_BUILD", "auto").run("sets");
    Files.setLastModifiedTime(
        tree.root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(tree.set("HOLDFAST_BUILD", "never").run("sets").exit()).isZero();
    assertThat(tree.mavenRuns()).isEqualTo(1);
  }

  @ParameterizedTest(name = "flock there: {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "Two first calls at once build once, and a lock left by a dead process holds nobody up")
  void twoAtOnce(boolean withFlock) throws Exception {
    if (withFlock) {
      tree.addTool("flock");
    }
    Files.createDirectories(tree.root.resolve("dist"));
    long dead = new ProcessBuilder("true").start().onExit().get().pid();
    Files.createSymbolicLink(tree.root.resolve("dist/lock.pid"), Path.of(Long.toString(dead)));
    tree.maven("sleep 1", 0);

    List<String> launcher = List.of(tree.root.resolve("holdfast").toString());
    LauncherTree.Running first = tree.start(launcher, tree.root, "sets");
    LauncherTree.Running second = tree.start(launcher, tree.root, "sets");
    List<LauncherTree.Outcome> outcomes = List.of(tree.await(first), tree.await(second));

    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.exit()).isZero());
    assertThat(outcomes).anyMatch(outcome -> outcome.err().contains("waiting for it"));
    assertThat(tree.mavenRuns()).isEqualTo(1);
  }
}
