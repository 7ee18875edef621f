package io.holdfast.window.guardian;

import io.holdfast.model.installation.Suspension;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Holdfast inside its window, to be killed: a program of its own that holds a guardian and waits.
 */
public final class HoldingParent {
  private HoldingParent() {}

  /** Arguments: the run's directory, the address, the holder, the lease in milliseconds. */
  public static void main(String[] arguments) throws Exception {
    Duration lease = Duration.ofMillis(Long.parseLong(arguments[3]));
    GuardianProcess guardian =
        GuardianProcess.start(
            Path.of(arguments[0]),
            new Suspension(
                new Suspension.Http(URI.create(arguments[1])), Duration.ofSeconds(10), lease),
            arguments[2]);
    guardian.suspending(lease);
    System.out.println(guardian.pid());
    System.out.flush();
    Thread.sleep(Duration.ofMinutes(5));
  }
}
