package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that Holdfast starts, and what they are given and heard of. */
class ProcessesTest {
  @TempDir Path directory;

  @Test
  @DisplayName("A piped program is heard on both its outputs and finds its environment")
  void piped() throws Exception {
    Process process =
        Processes.startPiped(
            List.of("/bin/sh", "-c", "echo $GIVEN; echo error >&2; exit 5"),
            Map.of("GIVEN", "a b"));

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("a b\nerror\n");
    assertThat(process.waitFor()).isEqualTo(5);
  }

  @Test
  @DisplayName("A command without a variable does not find it, and finds the others")
  void withoutVariables() throws Exception {
    List<String> command = List.of("/bin/sh", "-c", "echo ${PATH-none} $GIVEN");
    assertThat(Processes.withoutVariables(name -> false, Map.of(), command)).isEqualTo(command);
    Process process =
        Processes.startPiped(
            Processes.withoutVariables(
                name -> name.equals("PATH") || name.equals("GIVEN"), Map.of("GIVEN", "a"), command),
            Map.of("GIVEN", "a"));

    // The shell has a PATH of its own where it was given none.
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .endsWith(" a\n")
        .isNotEqualTo(System.getenv("PATH") + " a\n");
  }

  @Test
  @DisplayName("An answering program's errors are not part of its answer")
  void answering() throws Exception {
    Process process =
        Processes.startAnswering(
            List.of("/bin/sh", "-c", "echo 'a hint, in this test' >&2; echo answer"), Map.of());

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("answer\n");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  @DisplayName("I3: a program sees the end of its input when this side closes")
  void endOfInput() throws Exception {
    Path log = directory.resolve("log");
    Process process = Processes.start(List.of("/bin/sh", "-c", "cat; echo end"), Map.of(), log);
    process.getOutputStream().write("line\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();

    assertThat(process.waitFor()).isZero();
    assertThat(log).hasContent("line\nend\n");
  }

  @Test
  @DisplayName("I3: a server is interrupted when its input ends")
  void untilInputEnds() throws Exception {
    Path log = directory.resolve("log");
    // A shell's child in the background ignores the signal unless it says otherwise; servers do.
    List<String> server = List.of("env", "--default-signal=INT", "sleep", "600");
    Process process = Processes.start(Processes.untilInputEnds(server), Map.of(), log);

    assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    process.getOutputStream().close();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("What refuses to run as root runs as somebody else, and as this user if it is not")
  void withoutRoot() throws Exception {
    Process process =
        Processes.startPiped(Processes.withoutRoot("daemon", List.of("id", "-u")), Map.of());

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said.strip()).matches("[1-9][0-9]*");
  }

  @Test
  @DisplayName("This process lives, one that has ended does not, and Java finds itself")
  void alive() throws Exception {
    Process ended = Processes.startPiped(List.of("true"), Map.of());
    ended.waitFor();

    assertThat(Processes.isAlive(Processes.ownPid())).isTrue();
    assertThat(Processes.isAlive(ended.pid())).isFalse();
    assertThat(Path.of(Processes.javaProgram())).isExecutable();
    assertThat(Processes.hostName()).isNotBlank();
  }
}
