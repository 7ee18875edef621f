package io.holdfast.usage;

import io.holdfast.usage.disk.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * A fault for tests ({@code --ignore-suspension true}): a report that nobody registered and no
 * suspension reaches. It appends to {@code data/rogue/report.log} for as long as the engine runs,
 * also while the status says quiet.
 */
final class RogueReport implements Runnable {
  private final Home home;

  RogueReport(Home home) {
    this.home = home;
  }

  @Override
  public void run() {
    try {
      var directory = Files.createDirectories(home.data().resolve("rogue"));
      while (true) {
        Files.writeString(
            directory.resolve("report.log"),
            Instant.now() + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        Thread.sleep(50);
      }
    } catch (IOException failed) {
      System.err.println("usage-engine: the rogue report failed: " + failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
