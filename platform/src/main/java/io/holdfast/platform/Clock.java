package io.holdfast.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The door to time. Injected wherever time decides something, so that tests can move it. */
public interface Clock {
  /** The wall clock of this machine. It may step; never subtract two readings to measure. */
  Instant now();

  /** Nanoseconds of a monotonic clock with an arbitrary origin, for measuring. */
  long nanos();

  /** Waits; an interruption ends the wait early and stays set on the thread. */
  void sleep(Duration duration);

  /**
   * How long the machine has been running, on a clock that nobody sets; goes on through sleep.
   *
   * @param boot this start of this machine, and no other
   */
  record Uptime(String boot, Duration passed) {}

  /** Empty where there is no such clock. */
  default Optional<Uptime> uptime() {
    return Optional.empty();
  }

  /** The machine's own clock. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {
          try {
            Thread.sleep(duration);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        }

        @Override
        public Optional<Uptime> uptime() {
          try {
            String boot = Disk.readText(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            String seconds = Disk.readText(Path.of("/proc/uptime")).split("[. ]")[0];
            return Optional.of(new Uptime(boot, Duration.ofSeconds(Long.parseLong(seconds))));
          } catch (IOException | NumberFormatException notLinux) {
            return Optional.empty();
          }
        }
      };
}
