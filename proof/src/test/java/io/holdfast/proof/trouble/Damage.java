package io.holdfast.proof.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/** What befalls an object of a vault. */
enum Damage {
  FLIPPED {
    @Override
    byte[] of(byte[] whole) {
      byte[] flipped = whole.clone();
      flipped[whole.length / 3] ^= 0x10;
      return flipped;
    }
  },
  TRUNCATED {
    @Override
    byte[] of(byte[] whole) {
      return Arrays.copyOf(whole, whole.length / 2);
    }
  };

  abstract byte[] of(byte[] whole);

  /** Damages the largest object of one kind. */
  void strike(Path vault, String kind) {
    try (Stream<Path> objects = Files.walk(vault.resolve(kind))) {
      Path largest =
          objects
              .filter(Files::isRegularFile)
              .max(Comparator.comparing(Damage::size))
              .orElseThrow();
      byte[] whole = Files.readAllBytes(largest);
      assertThat(whole.length).isGreaterThan(8);
      Files.delete(largest);
      Files.write(largest, of(whole));
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
