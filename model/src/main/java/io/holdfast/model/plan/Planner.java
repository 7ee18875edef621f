package io.holdfast.model.plan;

import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.SnapshotChoice;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Puts the steps of one rule in order. */
final class Planner {
  private final Installation installation;
  private final Rule rule;
  private final boolean suspends;
  private final List<Step> steps = new ArrayList<>();

  Planner(Installation installation, Rule rule) {
    this.installation = installation;
    this.rule = rule;
    this.suspends = rule.suspends(installation.suspension());
  }

  Plan plan() {
    List<StoreSpec> order = FixingOrder.of(installation).storesOrRefuse();
    prepare(order);
    if (suspends) {
      suspend();
    }
    fix(order);
    if (suspends) {
      add(
          Phase.RESUME,
          null,
          "Resume processing; the length of the window is measured and kept in the set.");
    }
    complete(order);
    verifyAndSeal();
    copy();
    return new Plan(
        installation.name(),
        rule.name(),
        rule.schedule(),
        rule.timeZone().getId(),
        suspends,
        WindowNeed.of(installation).reasons(),
        bestGrade(),
        suspendedAtMost(),
        steps,
        retention());
  }

  private String bestGrade() {
    return suspends ? Plan.CONSISTENT : Plan.CRASH_CONSISTENT;
  }

  private Duration suspendedAtMost() {
    if (!suspends) {
      return Duration.ZERO;
    }
    Duration both = installation.suspension().drain().plus(rule.coldWindow().budget());
    Duration lease = installation.suspension().lease();
    return both.compareTo(lease) < 0 ? both : lease;
  }

  private void prepare(List<StoreSpec> order) {
    for (StoreSpec store : order) {
      switch (store) {
        case StoreSpec.Derby derby ->
            add(Phase.PREPARE, store, "Connect to " + store.name() + " at " + derby.url() + ".");
        case StoreSpec.Postgresql postgresql ->
            add(
                Phase.PREPARE,
                store,
                "Connect to "
                    + store.name()
                    + " at "
                    + postgresql.url()
                    + (postgresql.physical() == null
                        ? "; find pg_dump and room for it."
                        : "; take a base backup of the server if there is none that is young"
                            + " enough."));
        case StoreSpec.Redis redis ->
            add(
                Phase.PREPARE,
                store,
                "Connect to "
                    + store.name()
                    + " at "
                    + redis.url()
                    + "; see whether it may be read by replication, and find room for it.");
        case StoreSpec.Files files when suspends ->
            add(
                Phase.PREPARE,
                store,
                "Copy "
                    + files.root()
                    + " in warm rounds while processing runs, until what is"
                    + " left fits the budget or no longer shrinks.");
        case StoreSpec.Files files -> {}
      }
    }
  }

  private void suspend() {
    Suspension suspension = installation.suspension();
    steps.add(
        new Step(
            steps.size() + 1,
            Phase.SUSPEND,
            null,
            true,
            "Suspend processing by "
                + suspension.driver().kind()
                + "; without word from Holdfast it resumes by itself after "
                + DurationText.format(suspension.lease())
                + ".",
            null));
    steps.add(
        new Step(
            steps.size() + 1,
            Phase.DRAIN,
            null,
            true,
            "Wait until processing is proved quiet.",
            suspension.drain()));
  }

  private void fix(List<StoreSpec> order) {
    for (StoreSpec store : order) {
      String what =
          switch (store) {
            case StoreSpec.Derby derby ->
                derby.logArchive()
                    ? "Fix " + store.name() + ": back it up online, in log archive mode."
                    : "Fix " + store.name() + ": back it up online.";
            case StoreSpec.Postgresql postgresql ->
                postgresql.physical() == null
                    ? "Fix " + store.name() + ": export a snapshot and hold it."
                    : "Fix " + store.name() + ": name a point in its write-ahead log.";
            case StoreSpec.Redis redis ->
                "Fix " + store.name() + ": have each of its masters fork for a replica.";
            case StoreSpec.Files files when suspends -> fixTree(files);
            case StoreSpec.Files files -> captureTree(files);
          };
      steps.add(
          new Step(
              steps.size() + 1,
              Phase.FIX,
              store.name(),
              suspends,
              what + after(store),
              suspends ? rule.coldWindow().budget() : null));
    }
  }

  private String fixTree(StoreSpec.Files files) {
    String sweep =
        switch (rule.coldWindow().sweep()) {
          case FULL -> "look at every file and keep a copy of what changed since the last round.";
          case NARROW ->
              "look at directories and at what changed lately, and keep a copy of what changed.";
        };
    return "Fix "
        + files.name()
        + ": "
        + switch (files.snapshot()) {
          case BTRFS, ZFS -> "take " + snapshot(files) + ".";
          case AUTO ->
              "take a snapshot if its file system has them and lets Holdfast; otherwise take the"
                  + " time on it, then "
                  + sweep;
          case NONE -> "take the time on its file system, then " + sweep;
        };
  }

  private String captureTree(StoreSpec.Files files) {
    String from =
        switch (files.snapshot()) {
          case BTRFS, ZFS -> " from " + snapshot(files);
          case AUTO -> ", from a snapshot if its file system has them and lets Holdfast,";
          case NONE -> "";
        };
    return "Capture " + files.root() + from + " in one pass while processing runs.";
  }

  private static String snapshot(StoreSpec.Files files) {
    return "a snapshot of its "
        + (files.snapshot() == SnapshotChoice.ZFS ? "ZFS dataset" : "btrfs subvolume");
  }

  /** Why a store has its place in the order. */
  private String after(StoreSpec store) {
    List<String> referrers =
        installation.references().stream()
            .filter(reference -> reference.to().equals(store.name()))
            .map(Reference::from)
            .distinct()
            .toList();
    return referrers.isEmpty()
        ? ""
        : " It comes after " + String.join(", ", referrers) + ", which refers to it.";
  }

  private void complete(List<StoreSpec> order) {
    for (StoreSpec store : order) {
      switch (store) {
        case StoreSpec.Derby derby ->
            add(Phase.COMPLETE, store, "Store the backup of " + store.name() + " in the vault.");
        case StoreSpec.Postgresql postgresql ->
            add(
                Phase.COMPLETE,
                store,
                postgresql.physical() == null
                    ? "Dump " + store.name() + " from its snapshot into the vault, and let it go."
                    : "Wait until the write-ahead log of "
                        + store.name()
                        + " is in the vault up to that point.");
        case StoreSpec.Redis redis ->
            add(
                Phase.COMPLETE,
                store,
                "Check what the forks of " + store.name() + " sent, and store it in the vault.");
        case StoreSpec.Files files when suspends ->
            add(
                Phase.COMPLETE,
                store,
                "Store what was kept of "
                    + store.name()
                    + ", and look again at every file for"
                    + " what was written inside the window.");
        case StoreSpec.Files files ->
            add(Phase.COMPLETE, store, "Store the directories of " + store.name() + ".");
      }
    }
  }

  private void verifyAndSeal() {
    for (Reference reference : installation.references()) {
      add(
          Phase.VERIFY,
          null,
          "Check that every file that "
              + reference.from()
              + " names is in the capture of "
              + reference.to()
              + (reference.base().isEmpty() ? "." : " below " + reference.base() + "."));
    }
    add(
        Phase.SEAL,
        null,
        "Seal the set with its evidence as "
            + bestGrade()
            + (suspends
                ? " if all of it was proved; " + overrun() + unproved()
                : "; nothing was suspended."));
  }

  private String overrun() {
    return switch (rule.coldWindow().onOverrun()) {
      case ABORT -> "a window over its budget makes no set.";
      case DOWNGRADE -> "a window over its budget makes a set of a lower grade.";
    };
  }

  private String unproved() {
    if (rule.coldWindow().sweep() == Rule.Sweep.FULL) {
      return "";
    }
    return switch (rule.coldWindow().onUnproved()) {
      case REPEAT ->
          " If the narrow sweep left something unproved, a second window with a full sweep follows"
              + " at once.";
      case DOWNGRADE -> " What the narrow sweep left unproved makes a set of a lower grade.";
    };
  }

  private void copy() {
    for (Rule.Copy copy : rule.copies()) {
      add(Phase.COPY, null, "Copy the set to " + copy.vault() + ", when 'holdfast copy' is run.");
    }
  }

  private String retention() {
    Rule.Lifecycle lifecycle = rule.lifecycle();
    List<String> parts = new ArrayList<>();
    addCount(parts, lifecycle.keep().last(), "the last");
    addCount(parts, lifecycle.keep().hourly(), "hourly");
    addCount(parts, lifecycle.keep().daily(), "daily");
    addCount(parts, lifecycle.keep().weekly(), "weekly");
    addCount(parts, lifecycle.keep().monthly(), "monthly");
    addCount(parts, lifecycle.keep().yearly(), "yearly");
    String keep = parts.isEmpty() ? "Every set is kept" : "Sets kept: " + String.join(", ", parts);
    return keep
        + age(", moved to the cold tier after ", lifecycle.coldAfter())
        + age(", deleted after ", lifecycle.deleteAfter())
        + ".";
  }

  private static void addCount(List<String> parts, OptionalInt count, String kind) {
    count.ifPresent(number -> parts.add(kind + " " + number));
  }

  private static String age(String words, @Nullable Duration age) {
    return age == null ? "" : words + DurationText.format(age);
  }

  private void add(Phase phase, @Nullable StoreSpec store, String what) {
    String name = store == null ? null : store.name();
    steps.add(new Step(steps.size() + 1, phase, name, false, what, null));
  }
}
