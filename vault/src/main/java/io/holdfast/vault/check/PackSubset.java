package io.holdfast.vault.check;

import io.holdfast.platform.Randomness;
import io.holdfast.vault.BlobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a vault's packs, in the words of restic's {@code --read-data-subset}: {@code 2/7} is
 * the second of seven parts, by the packs' names; {@code 5%} and {@code 10G} are drawn by lot.
 */
public final class PackSubset {
  private static final Pattern PART = Pattern.compile("(\\d{1,3})/(\\d{1,3})");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})([KMGT])");

  /** As many parts as the first byte of a name can tell. */
  private static final int MOST_PARTS = 256;

  private PackSubset() {}

  /** Empty if the text is not of one of the three kinds. */
  public static Optional<PackReading.Order> parse(String text, Randomness randomness) {
    Matcher part = PART.matcher(text);
    if (part.matches()) {
      return part(Integer.parseInt(part.group(1)), Integer.parseInt(part.group(2)));
    }
    Matcher percent = PERCENT.matcher(text);
    if (percent.matches()) {
      double share = Double.parseDouble(percent.group(1)) / 100;
      return share <= 0 || share > 1
          ? Optional.empty()
          : Optional.of(sizes -> first(share, drawn(sizes, randomness)));
    }
    Matcher size = SIZE.matcher(text);
    if (size.matches()) {
      long bytes = Long.parseLong(size.group(1)) << 10 * " KMGT".indexOf(size.group(2));
      return bytes <= 0
          ? Optional.empty()
          : Optional.of(sizes -> upTo(bytes, drawn(sizes, randomness), sizes));
    }
    return Optional.empty();
  }

  private static Optional<PackReading.Order> part(int wanted, int parts) {
    if (wanted < 1 || wanted > parts || parts > MOST_PARTS) {
      return Optional.empty();
    }
    return Optional.of(
        sizes ->
            PackReading.all(sizes).stream()
                .filter(pack -> Byte.toUnsignedInt(pack.bytes()[0]) % parts == wanted - 1)
                .toList());
  }

  private static List<BlobId> drawn(Map<BlobId, Long> sizes, Randomness randomness) {
    Map<BlobId, BlobId> byLot = new TreeMap<>();
    PackReading.all(sizes).forEach(pack -> byLot.put(BlobId.of(randomness.bytes(32)), pack));
    return List.copyOf(byLot.values());
  }

  private static List<BlobId> first(double share, List<BlobId> drawn) {
    return drawn.subList(0, (int) Math.ceil(share * drawn.size()));
  }

  private static List<BlobId> upTo(long bytes, List<BlobId> drawn, Map<BlobId, Long> sizes) {
    List<BlobId> taken = new ArrayList<>();
    long left = bytes;
    for (BlobId pack : drawn) {
      long size = sizes.getOrDefault(pack, 0L);
      if (size <= left || taken.isEmpty()) {
        taken.add(pack);
        left -= size;
      }
    }
    return taken;
  }
}
