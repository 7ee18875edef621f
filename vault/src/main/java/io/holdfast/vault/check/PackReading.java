package io.holdfast.vault.check;

import io.holdfast.vault.BlobId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which packs a check reads whole, in which order, and for how long.
 *
 * @param order the packs to read; none means that content is not read
 * @param budget after which no further pack is begun, though one is always read; null for no end
 * @param sound told of each pack that was read and has nothing wrong with it, by several threads
 */
public record PackReading(Order order, @Nullable Duration budget, Consumer<BlobId> sound) {
  public static final PackReading NONE = new PackReading(sizes -> List.of(), null, pack -> {});
  public static final PackReading ALL = new PackReading(PackReading::all, null, pack -> {});

  /** Chooses among the packs of a vault. */
  @FunctionalInterface
  public interface Order {
    List<BlobId> of(Map<BlobId, Long> sizes);
  }

  /** Every pack, in the order of the ids. */
  public static List<BlobId> all(Map<BlobId, Long> sizes) {
    return sizes.keySet().stream().sorted(Comparator.naturalOrder()).toList();
  }
}
