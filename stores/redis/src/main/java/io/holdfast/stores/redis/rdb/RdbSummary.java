package io.holdfast.stores.redis.rdb;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a whole and undamaged RDB holds.
 *
 * @param aux what the server wrote of itself, such as {@code repl-offset}
 * @param databases those with keys
 * @param libraries the sources of functions
 * @param largestPayload what the largest value needs as one argument of RESTORE
 */
public record RdbSummary(
    RdbReader.End end,
    Map<String, String> aux,
    SortedMap<Integer, Keys> databases,
    List<String> libraries,
    SortedSet<String> moduleTypes,
    long largestPayload) {

  /**
   * Of one database.
   *
   * @param expiring how many have a time to live
   * @param alive how many are there at the time that was asked for
   */
  public record Keys(long all, long expiring, long alive) {
    private static final Keys NONE = new Keys(0, 0, 0);

    private Keys and(RdbEntry entry, long at) {
      return new Keys(
          all + 1,
          expiring + (entry.expires() == RdbEntry.NEVER ? 0 : 1),
          alive + (entry.aliveAt(at) ? 1 : 0));
    }

    public Keys plus(Keys other) {
      return new Keys(all + other.all, expiring + other.expiring, alive + other.alive);
    }
  }

  public RdbSummary {
    aux = Map.copyOf(aux);
    libraries = List.copyOf(libraries);
  }

  /**
   * Reads all of it.
   *
   * @param at milliseconds since 1970, for {@link Keys#alive}
   */
  public static RdbSummary of(InputStream stream, long at) throws IOException {
    Counting counting = new Counting(at);
    RdbReader.End end = RdbReader.read(stream, counting);
    return new RdbSummary(
        end,
        counting.aux,
        counting.databases,
        counting.libraries,
        counting.moduleTypes,
        counting.largest);
  }

  public long keys() {
    return databases.values().stream().mapToLong(Keys::all).sum();
  }

  private static final class Counting implements RdbReader.Visitor {
    private final Map<String, String> aux = new TreeMap<>();
    private final SortedMap<Integer, Keys> databases = new TreeMap<>();
    private final List<String> libraries = new ArrayList<>();
    private final SortedSet<String> moduleTypes = new TreeSet<>();
    private final long at;
    private long largest;

    Counting(long at) {
      this.at = at;
    }

    @Override
    public void aux(String name, String value) {
      aux.put(name, value);
    }

    @Override
    public void library(String code) {
      libraries.add(code);
    }

    @Override
    public void moduleType(String name) {
      moduleTypes.add(name);
    }

    @Override
    public void entry(RdbEntry entry) {
      databases.compute(
          entry.database(), (db, keys) -> (keys == null ? Keys.NONE : keys).and(entry, at));
      largest = Math.max(largest, entry.payloadLength());
    }
  }
}
