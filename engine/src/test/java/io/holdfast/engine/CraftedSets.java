package io.holdfast.engine;

import io.holdfast.model.installation.Reference;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.Point;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.Window;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Sets as no backup makes them: sealed by hand, with a manifest that says what a test wants. */
final class CraftedSets {
  static final Instant ZERO = Instant.parse("2026-11-22T03:00:00Z");

  private CraftedSets() {}

  static Instant at(long second) {
    return ZERO.plusSeconds(second);
  }

  /** Quiet from second 10 to the last store fixed at 20. */
  static Window window(String endedBy) {
    return new Window(
        "http", at(5), at(10), at(20), at(21), at(300), endedBy, Duration.ofSeconds(16));
  }

  static Member member(String store, long from, long to) {
    boolean database = store.equals("db");
    return new Member(
        store,
        database ? "derby" : "files",
        database ? "system-database" : "disk/" + store,
        new Point(at(from), at(to)),
        at(to + 10),
        1,
        7,
        JsonMapper.shared().createObjectNode());
  }

  static RecoverySet set(Grade grade, List<String> reasons, Window window, Member... members) {
    List<Reference> references = members.length > 1 ? List.of(BackupBed.REFERENCE) : List.of();
    return new RecoverySet(
        "billing",
        "nightly",
        "run",
        "host",
        "0.1.0",
        grade,
        reasons,
        window,
        List.of(),
        List.of(members),
        references,
        1,
        at(60));
  }

  /** Sound in every way. */
  static RecoverySet sound() {
    return set(
        Grade.CONSISTENT,
        List.of(),
        window("release"),
        member("db", 11, 12),
        member("disk", 12, 19));
  }

  /** Told of nothing if it is consistent; sealed a minute later than its last store was fixed. */
  static RecoverySet fixedAt(Grade grade, long database, long disk) {
    return sealedAt(
        set(
            grade,
            grade == Grade.CONSISTENT ? List.of() : List.of("told"),
            window("release"),
            member("db", database - 1, database),
            member("disk", disk - 1, disk)),
        Math.max(database, disk) + 60);
  }

  /** The same, sealed at another time by a run of that time. */
  static RecoverySet sealedAt(RecoverySet set, long second) {
    return sealedAt(set, set.installation(), second);
  }

  /** The same of another installation, which may be none. */
  static RecoverySet sealedAt(RecoverySet set, String installation, long second) {
    return new RecoverySet(
        installation,
        set.rule(),
        "run " + second,
        set.host(),
        set.holdfastVersion(),
        set.grade(),
        set.reasons(),
        set.window(),
        set.earlierWindows(),
        set.members(),
        set.references(),
        set.referencesChecked(),
        at(second));
  }

  /** Sound, with a database of another kind. */
  static RecoverySet withDatabaseOfKind(String kind) {
    Member db = member("db", 11, 12);
    return set(
        Grade.CONSISTENT,
        List.of(),
        window("release"),
        new Member(
            db.store(),
            kind,
            db.path(),
            db.point(),
            db.completed(),
            db.files(),
            db.bytes(),
            db.evidence()),
        member("disk", 12, 19));
  }

  /** Seals it with a tree for each member. */
  static Snapshot seal(Vault vault, RecoverySet set) {
    try (VaultWriter writer = vault.writer()) {
      Map<String, Node> nodes = new LinkedHashMap<>();
      set.members().forEach(m -> nodes.put(m.path(), FakeStores.tree(writer, m.store())));
      return writer.commit(draft(set, nodes, writer, Sets.tags(set)));
    }
  }

  /** Seals it with these trees, which need not be what the manifest names. */
  static Snapshot seal(Vault vault, RecoverySet set, Map<String, Node> nodes, List<String> tags) {
    try (VaultWriter writer = vault.writer()) {
      return writer.commit(draft(set, nodes, writer, tags));
    }
  }

  private static SnapshotDraft draft(
      RecoverySet set, Map<String, Node> nodes, VaultWriter writer, List<String> tags) {
    return new SnapshotDraft(
        set.sealed(),
        null,
        SetTree.save(set, nodes, writer),
        List.of("/" + set.installation()),
        "host",
        "user",
        0,
        0,
        tags,
        null,
        "holdfast 0.1.0");
  }

  /** A snapshot of a plain tree: no manifest in it. */
  static Snapshot plain(Vault vault, Instant time, List<String> tags) {
    try (VaultWriter writer = vault.writer()) {
      Node directory =
          FakeStores.node("d", NodeType.DIRECTORY, 0755)
              .withSubtree(writer.save(new Tree(List.of())));
      return writer.commit(
          new SnapshotDraft(
              time,
              null,
              writer.save(new Tree(List.of(directory))),
              List.of("/d"),
              "host",
              "user",
              0,
              0,
              tags,
              null,
              "restic 0.18.0"));
    }
  }
}
