package io.holdfast.platform.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A process of its own, because the standard output of this one is whatever started the tests. */
class TerminalTest {
  private static final List<String> JAVA =
      List.of(
          Processes.javaProgram(),
          "--enable-native-access=ALL-UNNAMED",
          "-cp",
          System.getProperty("java.class.path"),
          TerminalTest.class.getName());

  @Test
  @DisplayName("A pipe is no terminal")
  void pipe() throws Exception {
    assertThat(run(JAVA)).contains("columns none");
  }

  @Test
  @DisplayName("A terminal says how wide it is; script(1) makes one")
  void terminal() throws Exception {
    String quoted = "'" + String.join("' '", JAVA) + "'";

    assertThat(run(List.of("script", "-qec", "stty cols 61; " + quoted, "/dev/null")))
        .contains("columns 61");
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process child = Processes.startPiped(new ArrayList<>(command), Map.of());
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    return said;
  }

  /** What the child does. */
  public static void main(String[] arguments) {
    System.out.println(
        Terminal.columns().isPresent()
            ? "columns " + Terminal.columns().getAsInt()
            : "columns none");
  }
}
