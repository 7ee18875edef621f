package io.holdfast.engine;

import io.holdfast.engine.closure.Closure;
import io.holdfast.engine.closure.ClosureCheck;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.Window;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.stores.StoreProvider;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proves a set again, from the vault alone: the evidence carries the grade, every part is there,
 * the database starts and is whole, and its references resolve among the captured files.
 */
public final class Verify {
  private final Vault vault;
  private final Providers providers;
  private final Clock clock;
  private final int threads;
  private final Path scratch;

  /**
   * What was proved.
   *
   * @param closure what the references came to
   * @param unproved what could not be proved on this machine, a sentence each
   * @param unchecked what could not be looked at in a database that was proved otherwise
   */
  public record Report(
      long files,
      long bytes,
      Closure closure,
      boolean contentRead,
      List<String> unproved,
      List<String> unchecked) {
    public Report {
      unproved = List.copyOf(unproved);
      unchecked = List.copyOf(unchecked);
    }
  }

  /**
   * @param scratch a directory that may be filled with the database and is empty again afterwards
   */
  public Verify(Vault vault, Providers providers, Clock clock, int threads, Path scratch) {
    this.vault = vault;
    this.providers = providers;
    this.clock = clock;
    this.threads = threads;
    this.scratch = scratch;
  }

  /**
   * @param readData whether every file's content is read and hashed too
   * @throws HoldfastException HF-412 if it is cold, HF-5xx for damage, HF-702 and HF-703 for what
   *     does not fit together
   */
  public Report run(Snapshot snapshot, RecoverySet set, boolean readData, Progress progress) {
    refuseUnproved(snapshot, set);
    if (readData) {
      vault.coldTier().requireWarm(snapshot.tree(), snapshot.id().brief());
    }
    long files = 0;
    long bytes = 0;
    for (Member member : set.members()) {
      Parts parts = new Parts(readData);
      try (Progress.Phase phase =
          progress.begin("verifying " + member.store(), Progress.Unit.FILES, member.files())) {
        parts.visit(Sets.memberNode(vault, snapshot, member), phase);
      }
      files += parts.files;
      bytes += parts.bytes;
    }
    Doubts doubts = new Doubts(new ArrayList<>(), new ArrayList<>());
    Closure closure = checkDatabases(snapshot, set, readData, doubts, progress);
    return new Report(files, bytes, closure, readData, doubts.unproved(), doubts.unchecked());
  }

  /** What is found on the way, as {@link Report} has it. */
  private record Doubts(List<String> unproved, List<String> unchecked) {}

  /** A grade must be borne out by the evidence beside it (I1). */
  private static void refuseUnproved(Snapshot snapshot, RecoverySet set) {
    Optional<String> illegal = set.illegalPair();
    if (illegal.isPresent()) {
      throw new HoldfastException(
          ErrorCode.ILLEGAL_PAIR,
          "Set %s does not fit together: %s".formatted(snapshot.id().brief(), illegal.get()),
          "Nothing was changed.",
          "Use a set whose grade is consistent; 'holdfast sets' lists them.");
    }
    if (set.grade() != Grade.CONSISTENT) {
      return;
    }
    List<String> against = new ArrayList<>(set.reasons());
    Window window = set.window();
    if (window.quiet() == null || window.fixed() == null || window.resumed() == null) {
      against.add("its window was not proved");
    } else {
      for (Member member : set.members()) {
        if (member.point().from().isBefore(window.quiet())
            || member.point().to().isAfter(window.fixed())) {
          against.add("store '" + member.store() + "' was fixed outside the proved suspension");
        }
      }
      if (!window.endedBy().equals("release")) {
        against.add("its suspension ended by " + window.endedBy());
      }
    }
    if (!against.isEmpty()) {
      throw new HoldfastException(
          ErrorCode.NOT_SEALED,
          "Set %s calls itself consistent, but %s"
              .formatted(snapshot.id().brief(), String.join("; ", against)),
          "Nothing was changed.",
          "Do not restore this set; use another, and report this.");
    }
  }

  private Closure checkDatabases(
      Snapshot snapshot, RecoverySet set, boolean readData, Doubts doubts, Progress progress) {
    ClosureCheck check = new ClosureCheck(readData);
    for (Member member : set.members()) {
      StoreProvider provider = providers.of(member.kind());
      if (provider.role() == StoreProvider.Role.DISK) {
        continue;
      }
      Path copy = scratch.resolve(member.store());
      StoreRestore restore = provider.restore(clock, threads);
      try {
        restore.restore(vault, Sets.memberNode(vault, snapshot, member), copy, progress);
        try (StoreRestore.OpenedDatabase database = restore.open(copy, scratch)) {
          if (database.unproved().isPresent()) {
            doubts.unproved().add(database.unproved().get());
            continue;
          }
          doubts.unchecked().addAll(database.unchecked());
          for (Reference reference : set.references()) {
            if (reference.from().equals(member.store())) {
              Member to = set.member(reference.to()).orElseThrow();
              check.check(
                  database.references(reference.query()),
                  reference.to(),
                  reference.base(),
                  new MemberReferents(vault, Sets.memberNode(vault, snapshot, to)));
            }
          }
        }
      } finally {
        delete(copy);
      }
    }
    if (check.open() > 0) {
      throw openClosure(check, "set " + snapshot.id().brief());
    }
    return check.closure();
  }

  static HoldfastException openClosure(ClosureCheck check, String where) {
    return new HoldfastException(
        ErrorCode.OPEN_CLOSURE,
        "%d of %d references in %s do not resolve:%n  %s"
            .formatted(check.open(), check.checked(), where, String.join("\n  ", check.findings())),
        "The live data and the vault are untouched.",
        "Do not start processing on this data; use a set that 'holdfast verify' passes.");
  }

  /** Looks at every part of a member. */
  private final class Parts {
    private final boolean readData;
    private long files;
    private long bytes;

    Parts(boolean readData) {
      this.readData = readData;
    }

    void visit(Node directory, Progress.Phase phase) {
      BlobId subtree = directory.subtree();
      if (subtree == null) {
        return;
      }
      for (Node node : vault.tree(subtree).nodes()) {
        switch (node.type()) {
          case DIRECTORY -> visit(node, phase);
          case FILE -> {
            visitFile(node);
            phase.advance(1);
          }
          default -> {}
        }
      }
    }

    private void visitFile(Node file) {
      long length = 0;
      for (BlobId blob : file.content()) {
        length += readData ? vault.data(blob).length : vault.dataLength(blob);
      }
      if (length != file.size()) {
        throw new HoldfastException(
            ErrorCode.OBJECT_DAMAGED,
            "File %s has %d bytes of content, and its entry says %d"
                .formatted(file.name(), length, file.size()),
            "Nothing was changed; other sets may be whole.",
            "Run 'holdfast vault check --read-data', and use another set.");
      }
      files++;
      bytes += length;
    }
  }

  private static void delete(Path copy) {
    try {
      Disk.deleteTree(copy);
    } catch (IOException cannot) {
      throw new UncheckedIOException("The scratch copy cannot be removed: " + copy, cannot);
    }
  }
}
