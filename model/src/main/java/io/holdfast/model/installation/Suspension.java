package io.holdfast.model.installation;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How workflow processing is suspended.
 *
 * @param drain how long to wait for quiet after asking for the suspension
 * @param lease how long the suspended side stays suspended without hearing from Holdfast
 */
public record Suspension(Driver driver, Duration drain, Duration lease) {
  public static final Duration DEFAULT_DRAIN = Duration.ofMinutes(2);
  public static final Duration DEFAULT_LEASE = Duration.ofMinutes(5);

  /** The ways to suspend. */
  public sealed interface Driver {
    /** The name in the configuration. */
    String kind();
  }

  /** The suspended side keeps the lease itself and is asked over HTTP. */
  public record Http(URI url) implements Driver {
    @Override
    public String kind() {
      return "http";
    }
  }

  /** Three programs. {@code status} exits 0 when quiet, 3 while draining. */
  public record Command(List<String> suspend, List<String> status, List<String> resume)
      implements Driver {
    public Command {
      suspend = List.copyOf(suspend);
      status = List.copyOf(status);
      resume = List.copyOf(resume);
    }

    @Override
    public String kind() {
      return "command";
    }
  }

  /** Nothing is suspended; the grade is at best {@code crash-consistent}. */
  public record None() implements Driver {
    @Override
    public String kind() {
      return "none";
    }
  }
}
