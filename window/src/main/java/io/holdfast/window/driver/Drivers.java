package io.holdfast.window.driver;

import io.holdfast.model.installation.Suspension;
import io.holdfast.platform.Clock;
import java.util.Optional;

/** Chooses the driver that a configuration names. */
public final class Drivers {
  private Drivers() {}

  /** Empty for {@code none}: there is nothing to suspend with. */
  public static Optional<SuspensionDriver> open(Suspension.Driver driver, Clock clock) {
    return switch (driver) {
      case Suspension.Http http -> Optional.of(new HttpDriver(http.url()));
      case Suspension.Command command -> Optional.of(new CommandDriver(command, clock));
      case Suspension.None none -> Optional.empty();
    };
  }
}
