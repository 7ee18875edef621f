package io.holdfast.house.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the launcher becomes the program. */
class StartingTest {
  @TempDir Path directory;
  LauncherTree tree;

  @BeforeEach
  void plantTree() throws IOException {
    tree = new LauncherTree(directory);
    tree.jdk("c-25", "25.0.3");
    tree.maven("", 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  @DisplayName("Arguments arrive as they were given, under each shell")
  void arguments(String shell) throws Exception {
    tree.addTool(shell);
    List<String> launcher =
        List.of(tree.tools.resolve(shell).toString(), tree.root.resolve("holdfast").toString());

    LauncherTree.Outcome outcome = tree.run(launcher, tree.root, "restore", "a  b", "*", "", "$x");

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("Main\nrestore\na  b\n*\n\n$x\npid ");
  }

  @Test
  @DisplayName("It works through a chain of symbolic links and from another directory")
  void links() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("first"), Path.of("../holdfast-tree/holdfast"));
    Files.createSymbolicLink(bin.resolve("holdfast"), Path.of("first"));

    LauncherTree.Outcome outcome = tree.run(List.of("../bin/holdfast"), tree.tools, "sets");

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("-Dholdfast.home=" + tree.root.toRealPath() + "/dist\n");
  }

  @Test
  @DisplayName("The process becomes java, so that a signal reaches it")
  void becomesJava() throws Exception {
    LauncherTree.Running running =
        tree.start(List.of(tree.root.resolve("holdfast").toString()), tree.root, "sets");

    assertThat(tree.await(running).out()).contains("\npid " + running.process().pid() + " ");
  }

  @Test
  @DisplayName("In the C locale, as cron has it, names that are not ASCII can still be given")
  void locale() throws Exception {
    assertThat(tree.set("LC_ALL", "C").run("sets").out()).contains("locale C.UTF-8");
    assertThat(tree.set("LC_ALL", "sv_SE.UTF-8").run("sets").out()).contains("sv_SE.UTF-8");
  }

  @Test
  @DisplayName("The program is told when the user's locale has no characters to draw with")
  void asciiLocale() throws Exception {
    assertThat(tree.set("LC_ALL", "C").run("sets").out()).contains("-Dholdfast.ascii=true\n");
    assertThat(tree.set("LC_ALL", "sv_SE.UTF-8").run("sets").out())
        .doesNotContain("holdfast.ascii");
  }

  @Test
  @DisplayName("HOLDFAST_JAVA_OPTS are words of their own, after the launcher's")
  void options() throws Exception {
    assertThat(tree.set("HOLDFAST_JAVA_OPTS", "-Xmx2g -Dx=*").run("sets").out())
        .contains("-Xmx2g\n-Dx=*\n-cp\n");
  }

  @Test
  @DisplayName("The optimising compiler comes to those commands that it can pay for")
  void quickCommands() throws Exception {
    String flag = "-XX:TieredStopAtLevel=1\n";

    assertThat(tree.run("backup").out()).as("where there is a libcrypto.so.3").contains(flag);
    assertThat(tree.run("vault", "check").out()).doesNotContain(flag);

    tree.set("HOLDFAST_JAVA_OPTS", "-Dholdfast.crypto=java");
    assertThat(tree.run("--version").out()).contains(flag);
    assertThat(tree.run("backup", "--help").out()).contains(flag);
    assertThat(tree.run("backup").out()).doesNotContain(flag);
  }

  @Test
  @DisplayName("An AOT cache is made anew for another JDK, and its absence stops nothing")
  void aotCache() throws Exception {
    String flag = "-XX:AOTCache=" + tree.root.toRealPath() + "/dist/holdfast.aot\n";
    assertThat(tree.run("sets").out()).contains(flag);

    Files.delete(tree.root.resolve("dist/holdfast.aot"));
    assertThat(tree.run("sets").out()).doesNotContain("-XX:AOTCache=");

    tree.jdk("c-25", "25.0.4");
    assertThat(tree.run("sets").out()).contains(flag);
  }
}
