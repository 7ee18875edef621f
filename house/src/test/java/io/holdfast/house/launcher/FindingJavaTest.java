package io.holdfast.house.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher finds exactly a JDK 25, without starting any java to ask. */
class FindingJavaTest {
  @TempDir Path directory;
  LauncherTree tree;

  @BeforeEach
  void plantTree() throws IOException {
    tree = new LauncherTree(directory);
    tree.maven("", 0);
  }

  @Test
  @DisplayName("Among other versions, the JDK 25 is taken")
  void amongOthers() throws Exception {
    tree.jdk("a-8", "1.8.0_402");
    tree.jdk("b-17", "17.0.15");
    tree.jdk("c-25", "25.0.3");
    tree.jdk("d-26", "26");
    Path proof = directory.resolve("jdks/c-25");

    assertThat(tree.run("sets").out()).contains("io.holdfast.cli.Main\nsets\n");
    assertThat(Files.readString(tree.root.resolve("dist/aot-made-for"))).contains(proof.toString());
  }

  @Test
  @DisplayName("A JAVA_HOME of another version is passed over")
  void otherJavaHome() throws Exception {
    tree.set("JAVA_HOME", tree.jdk(directory.resolve("home-17"), "17.0.15").toString());
    tree.jdk("c-25", "25");

    assertThat(tree.run("sets").exit()).isZero();
  }

  @Test
  @DisplayName("The java on the PATH is followed through its links")
  void onThePath() throws Exception {
    Path home = tree.jdk(directory.resolve("somewhere/jdk-25"), "25.0.1");
    Files.createSymbolicLink(directory.resolve("alternative"), home.resolve("bin/java"));
    Files.createSymbolicLink(tree.tools.resolve("java"), directory.resolve("alternative"));

    assertThat(tree.run("sets").exit()).isZero();
  }

  @Test
  @DisplayName("A JDK of macOS has its home inside")
  void insideContents() throws Exception {
    tree.jdk(directory.resolve("jdks/temurin-25.jdk/Contents/Home"), "25.0.3");

    assertThat(tree.run("sets").exit()).isZero();
  }

  @Test
  @DisplayName("None: what was found, how to install one, and that nothing has changed")
  void none() throws Exception {
    tree.jdk("b-17", "17.0.15");

    LauncherTree.Outcome outcome = tree.run("sets");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("no JDK 25 was found", "b-17 (Java 17)", "apt install", "dnf install", "brew")
        .contains("Nothing was built");
    assertThat(tree.exists("dist")).isFalse();
  }

  @Test
  @DisplayName("A HOLDFAST_JAVA_HOME that is not a JDK 25 is an error, not a hint")
  void wrongWish() throws Exception {
    tree.jdk("c-25", "25");
    tree.set("HOLDFAST_JAVA_HOME", tree.jdk(directory.resolve("mine"), "21.0.2").toString());

    LauncherTree.Outcome outcome = tree.run("sets");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains("HOLDFAST_JAVA_HOME is", "Java 21");
  }
}
