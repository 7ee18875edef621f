package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything once more after the window and names what was written inside it after the
 * sweep had passed. It cannot change what was captured, which is proved by the sweep; it tells
 * whether the suspension held. A change inside the window that was followed by one after it shows
 * only the later time, so silence here is weaker than silence of the sweep.
 */
final class Audit implements Pass {
  private final Fence quiet;
  private final Fence end;
  private final Notes report;

  Audit(Fence quiet, Fence end, Notes report) {
    this.quiet = quiet;
    this.end = end;
    this.report = report;
  }

  @Override
  public String name() {
    return "audit";
  }

  @Override
  public Stat stat(Directory directory, FileName name) throws IOException {
    return directory.statFresh(name);
  }

  @Override
  public @Nullable Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before) {
    if (!isTold(stat, before)) {
      judge(at, at.path(name), stat);
    }
    return null;
  }

  @Override
  public @Nullable Entry directory(Visit visit, Directory directory, Stat stat, Listing listing) {
    if (!isTold(stat, visit.before) && judge(visit, visit.place.display(), stat)) {
      for (FileName gone : Walk.missing(visit)) {
        Entry was = visit.previousListing().find(gone);
        if (was != null) {
          report.writtenInside(visit.path(gone), visit.zone, was.stat());
        }
      }
    }
    return null;
  }

  /** What the sweep itself saw and named is not named twice. */
  private boolean isTold(Stat stat, @Nullable Entry swept) {
    return swept != null && (swept.stat().sameIdentity(stat) || !quiet.isAfter(swept.stat()));
  }

  /** Names what was changed inside the window; says whether it was. */
  boolean judge(Visit at, String path, Stat stat) {
    boolean inside = !quiet.isAfter(stat) && end.isAfter(stat);
    if (inside) {
      report.writtenInside(path, at.zone, stat);
    }
    return inside;
  }
}
