package io.holdfast.engine.closure;

import io.holdfast.stores.ReferenceRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks up every row of a reference query among the files that it names. */
public final class ClosureCheck {
  private static final int NAMED_AT_MOST = 100;

  private final boolean readContent;
  private long checked;
  private long open;
  private final List<String> findings = new ArrayList<>();
  private final Map<Place, Referents> places = new LinkedHashMap<>();
  private final Map<String, NamedPaths> named = new HashMap<>();

  /** A directory of a store, in which every file should be named by some row. */
  private record Place(String store, String base) {
    boolean isIn(Place other) {
      return store.equals(other.store) && base.startsWith(other.base + "/");
    }
  }

  /**
   * @param readContent whether hashes are compared too, which reads every file; lengths always are
   */
  public ClosureCheck(boolean readContent) {
    this.readContent = readContent;
  }

  /**
   * @param store the one that is referred to
   * @param base what the rows' paths are relative to, below the referents' root; may be empty
   */
  public void check(ReferenceRows rows, String store, String base, Referents referents) {
    places.put(new Place(store, base), referents);
    NamedPaths ofStore = named.computeIfAbsent(store, unused -> new NamedPaths());
    rows.forEach(row -> check(row, base, referents, ofStore));
  }

  private void check(ReferenceRows.Row row, String base, Referents referents, NamedPaths ofStore) {
    checked++;
    String path = base.isEmpty() ? row.path() : base + "/" + row.path();
    ofStore.add(plain(path));
    Optional<Referents.Referent> found = referents.find(path);
    if (found.isEmpty()) {
      finding(path + ": the database names it, and it is not there");
      return;
    }
    long length = found.get().length();
    if (row.length().isPresent() && row.length().getAsLong() != length) {
      finding(
          "%s: the database says %d bytes, the file has %d"
              .formatted(path, row.length().getAsLong(), length));
      return;
    }
    if (readContent && row.sha256().isPresent()) {
      String actual = found.get().sha256();
      if (!actual.equals(row.sha256().get().toLowerCase(Locale.ROOT))) {
        finding(path + ": its SHA-256 is " + actual + ", the database says " + row.sha256().get());
      }
    }
  }

  /** As {@link Referents#each} writes it, whatever detours the row has. */
  private static String plain(String path) {
    return Arrays.stream(path.split("/"))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .collect(Collectors.joining("/"));
  }

  private void finding(String what) {
    open++;
    if (findings.size() < NAMED_AT_MOST) {
      findings.add(what);
    }
  }

  public long checked() {
    return checked;
  }

  /**
   * What was seen, when everything was checked. Where a reference has no directory of its own, the
   * whole store would be one, and most of its files are nobody's to name: there are no orphans.
   */
  public Closure closure() {
    List<String> first = new ArrayList<>();
    long[] orphans = new long[1];
    places.forEach(
        (place, referents) -> {
          if (!place.base().isEmpty() && places.keySet().stream().noneMatch(place::isIn)) {
            NamedPaths ofStore = named.computeIfAbsent(place.store(), unused -> new NamedPaths());
            referents.each(
                place.base(),
                path -> {
                  if (!ofStore.contains(path)) {
                    orphans[0]++;
                    if (first.size() < NAMED_AT_MOST) {
                      first.add(path);
                    }
                  }
                });
          }
        });
    return new Closure(checked, orphans[0], first);
  }

  /** How many references do not resolve. */
  public long open() {
    return open;
  }

  /** The first hundred that do not resolve, in words. */
  public List<String> findings() {
    return List.copyOf(findings);
  }
}
