package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.lifecycle.KnownSet;
import io.holdfast.model.lifecycle.Retention;
import io.holdfast.model.set.Grade;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.tree.Tree;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stock restic as the referee of what {@code keep} means. */
class RetentionBesideResticTest {
  private static final Instant NEWEST = Instant.parse("2026-11-22T03:00:00Z");
  private static final List<String> KINDS =
      List.of("last", "hourly", "daily", "weekly", "monthly", "yearly");
  private static final int ROUNDS = 12;

  @TempDir private Path directory;

  @Test
  @DisplayName("Of sets of one grade, keep chooses what 'restic forget --keep-*' chooses")
  void sameChoice() {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    List<Snapshot> snapshots = new ArrayList<>();
    try (Vault vault = TestVault.init(new LocalObjectStore(directory))) {
      try (VaultWriter writer = vault.writer()) {
        BlobId tree = writer.save(new Tree(List.of()));
        Instant time = NEWEST;
        for (int i = 0; i < 60; i++) {
          snapshots.add(writer.commit(draft(tree, time)));
          time = time.minus(gap(random));
        }
      }
    }
    Restic restic = new Restic(directory);
    for (int round = 0; round < ROUNDS; round++) {
      int[] counts = counts(random);
      Set<String> theirs = resticKeeps(restic, counts);
      Set<String> ours = ours(snapshots, counts);
      String oldest = snapshots.getLast().id().hex();
      if (!theirs.contains(oldest)) {
        // Kept while there are fewer than asked for, as newer versions of restic do.
        ours.remove(oldest);
      }
      assertThat(ours).as("seed %d, round %d", seed, round).isEqualTo(theirs);
    }
  }

  private static Duration gap(Random random) {
    return Duration.ofMinutes(
        switch (random.nextInt(4)) {
          case 0 -> 1 + random.nextInt(90);
          case 1 -> 1 + random.nextInt(1440);
          case 2 -> 1 + random.nextInt(1440 * 9);
          default -> 1 + random.nextInt(1440 * 60);
        });
  }

  private static int[] counts(Random random) {
    int[] counts = random.ints(KINDS.size(), 0, 12).map(count -> Math.max(0, count - 4)).toArray();
    counts[2]++;
    return counts;
  }

  private static SnapshotDraft draft(BlobId tree, Instant time) {
    SnapshotDraft usual = TestVault.draft(tree);
    return new SnapshotDraft(
        time,
        null,
        tree,
        usual.paths(),
        usual.hostname(),
        usual.username(),
        usual.uid(),
        usual.gid(),
        usual.tags(),
        null,
        usual.programVersion());
  }

  private static Set<String> ours(List<Snapshot> snapshots, int[] counts) {
    OptionalInt[] said = new OptionalInt[counts.length];
    for (int i = 0; i < counts.length; i++) {
      said[i] = counts[i] == 0 ? OptionalInt.empty() : OptionalInt.of(counts[i]);
    }
    Rule rule =
        new Rule(
            "r",
            null,
            ZoneOffset.UTC,
            Rule.ColdWindow.DEFAULT,
            new Rule.Lifecycle(
                new Rule.Keep(said[0], said[1], said[2], said[3], said[4], said[5]), null, null),
            List.of());
    List<KnownSet> sets =
        snapshots.stream()
            .map(s -> new KnownSet(s.id().hex(), "r", Grade.CONSISTENT, s.time(), List.of()))
            .toList();
    Set<String> kept = new TreeSet<>();
    snapshots.forEach(snapshot -> kept.add(snapshot.id().hex()));
    Retention.decide(List.of(rule), sets, NEWEST, Retention.Words.NONE)
        .doomed()
        .forEach(set -> kept.remove(set.id()));
    return kept;
  }

  private static Set<String> resticKeeps(Restic restic, int[] counts) {
    List<String> arguments = new ArrayList<>(List.of("forget", "--dry-run", "--json"));
    arguments.addAll(List.of("--group-by", ""));
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        arguments.addAll(List.of("--keep-" + KINDS.get(i), Integer.toString(counts[i])));
      }
    }
    JsonNode groups = JsonMapper.shared().readTree(restic.run(arguments.toArray(String[]::new)));
    Set<String> kept = new TreeSet<>();
    groups.path(0).path("keep").forEach(one -> kept.add(one.path("id").asString("")));
    return kept;
  }
}
