package io.holdfast.platform.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A process of its own, because a session once left cannot be entered again. */
class SessionTest {
  @Test
  @DisplayName("A process that starts a session leads it")
  void startSession() throws Exception {
    Process child =
        Processes.startPiped(
            List.of(
                Processes.javaProgram(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SessionTest.class.getName()),
            Map.of());
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said.strip()).isEqualTo("leads");
  }

  /** What the child does. */
  public static void main(String[] arguments) throws IOException {
    long before = session();
    Posix.startSession();
    long own = Processes.ownPid();
    System.out.println(session() == own && before != own ? "leads" : "does not lead");
  }

  /** The sixth field of /proc/self/stat; the second is a name in parentheses. */
  private static long session() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
  }
}
