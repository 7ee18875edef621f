package io.holdfast.engine.closure;

import io.holdfast.stores.ReferenceRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks up every row of a reference query among the files that it names. */
public final class ClosureCheck {
  private static final int NAMED_AT_MOST = 100;

  private final boolean readContent;
  private long checked;
  private long open;
  private final List<String> findings = new ArrayList<>();

  /**
   * @param readContent whether hashes are compared too, which reads every file; lengths always are
   */
  public ClosureCheck(boolean readContent) {
    this.readContent = readContent;
  }

  /**
   * @param base what the rows' paths are relative to, below the referents' root; may be empty
   */
  public void check(ReferenceRows rows, String base, Referents referents) {
    rows.forEach(row -> check(row, base, referents));
  }

  private void check(ReferenceRows.Row row, String base, Referents referents) {
    checked++;
    String path = base.isEmpty() ? row.path() : base + "/" + row.path();
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

  private void finding(String what) {
    open++;
    if (findings.size() < NAMED_AT_MOST) {
      findings.add(what);
    }
  }

  public long checked() {
    return checked;
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
