package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Entries;
import io.holdfast.stores.StoreContext;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A dump of one database, from the snapshot that was held since the point. */
final class Logical implements Method {
  private final Address address;
  private final StoreContext context;
  private final List<Path> places;
  private @Nullable Programs programs;

  Logical(Address address, StoreContext context, List<Path> places) {
    this.address = address;
    this.context = context;
    this.places = places;
  }

  @Override
  public void prepare(Connection side, ServerFacts facts, Progress progress) {
    programs = Programs.forServer(facts.major(), places);
    try {
      long free = Disk.freeBytes(context.work());
      if (free < facts.largestTable()) {
        throw new HoldfastException(
            ErrorCode.DISK_FULL,
            "The dump of PostgreSQL database %s needs about %d bytes in %s, and %d are free"
                .formatted(address, facts.largestTable(), context.work(), free),
            "Processing was not suspended, and nothing was captured.",
            "Make room there, or put 'state' on a larger file system.");
      }
    } catch (IOException cannot) {
      throw ServerErrors.noStaging(address, context.work(), cannot);
    }
  }

  @Override
  public String namePoint(Connection side, ServerFacts facts, String name) throws SQLException {
    return facts.mayNamePoint() ? RestorePoint.create(side, name, false).toString() : "";
  }

  @Override
  public CapturedMember take(
      HeldSnapshot snapshot,
      DatabaseDescription description,
      ServerFacts facts,
      ObjectNode evidence,
      Entries entries,
      Progress progress)
      throws IOException {
    evidence.put("method", "pg_dump of an exported snapshot");
    Programs with = Objects.requireNonNull(programs, "prepared first");
    return new Dump(address, with, context, entries, snapshot)
        .take(description, facts, evidence, progress);
  }
}
