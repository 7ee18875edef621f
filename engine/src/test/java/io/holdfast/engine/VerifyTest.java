package io.holdfast.engine;

import static io.holdfast.engine.CraftedSets.at;
import static io.holdfast.engine.CraftedSets.member;
import static io.holdfast.engine.CraftedSets.set;
import static io.holdfast.engine.CraftedSets.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.holdfast.engine.closure.Closure;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.Window;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** I1: a grade counts for nothing without the evidence beside it. */
class VerifyTest {
  @TempDir Path scratch;
  private BackupBed bed;
  private Vault vault;

  @BeforeEach
  void open() {
    bed = new BackupBed(scratch);
    bed.stores.row("content", 7);
    vault = bed.open();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  @DisplayName("A sound set is proved, and the report says what was read")
  void sound() {
    assertThat(verify(CraftedSets.sound(), true))
        .isEqualTo(
            new Verify.Report(2, 14, new Closure(1, 0, List.of()), true, List.of(), List.of()));
    assertThat(verify(CraftedSets.sound(), false))
        .isEqualTo(
            new Verify.Report(2, 14, new Closure(1, 0, List.of()), false, List.of(), List.of()));
    assertThat(scratch).isEmptyDirectory();
  }

  static Stream<Arguments> unproved() {
    return Stream.of(
        argumentSet(
            "a point that begins before quiet",
            set(
                Grade.CONSISTENT,
                List.of(),
                window("release"),
                member("db", 9, 12),
                member("disk", 12, 19))),
        argumentSet(
            "a point that ends after the last look",
            set(
                Grade.CONSISTENT,
                List.of(),
                window("release"),
                member("db", 11, 12),
                member("disk", 12, 21))),
        argumentSet(
            "a suspension that its deadline ended",
            set(
                Grade.CONSISTENT,
                List.of(),
                window("deadline"),
                member("db", 11, 12),
                member("disk", 12, 19))),
        argumentSet(
            "a suspension that nobody ended",
            set(
                Grade.CONSISTENT,
                List.of(),
                window("none"),
                member("db", 11, 12),
                member("disk", 12, 19))),
        argumentSet(
            "no window at all",
            set(
                Grade.CONSISTENT,
                List.of(),
                Window.NONE,
                member("db", 11, 12),
                member("disk", 12, 19))),
        argumentSet(
            "a window without the last look",
            set(
                Grade.CONSISTENT,
                List.of(),
                new Window("http", at(5), at(10), null, at(21), at(300), "release", Duration.ZERO),
                member("db", 11, 12),
                member("disk", 12, 19))),
        argumentSet(
            "a resumption that was not confirmed",
            set(
                Grade.CONSISTENT,
                List.of(),
                new Window("http", at(5), at(10), at(20), null, at(300), "release", Duration.ZERO),
                member("db", 11, 12),
                member("disk", 12, 19))),
        argumentSet(
            "a reason against it",
            set(
                Grade.CONSISTENT,
                List.of("records were processed inside the window"),
                window("release"),
                member("db", 11, 12),
                member("disk", 12, 19))));
  }

  @ParameterizedTest
  @MethodSource("unproved")
  @DisplayName("I1: 'consistent' without the evidence for it is HF-701")
  void refusesUnproved(RecoverySet set) {
    assertFails(ErrorCode.NOT_SEALED, set);
  }

  @Test
  @DisplayName("I1: the same evidence bears a lower grade")
  void lowerGrade() {
    RecoverySet set =
        set(
            Grade.CRASH_CONSISTENT,
            List.of("processing was not suspended"),
            Window.NONE,
            member("db", 11, 12),
            member("disk", 12, 19));

    assertThat(verify(set, false).files()).isEqualTo(2);
  }

  @Test
  @DisplayName("I2: an illegal pair is HF-702 under every grade")
  void illegalPair() {
    for (Grade grade : Grade.values()) {
      assertFails(
          ErrorCode.ILLEGAL_PAIR,
          set(grade, List.of(), window("release"), member("db", 15, 16), member("disk", 11, 12)));
    }
  }

  @Test
  @DisplayName("I5: a reference that does not resolve is HF-703, by length, name and base")
  void openClosure() {
    bed.stores.row("content", 8);
    assertFails(ErrorCode.OPEN_CLOSURE, CraftedSets.sound());
    bed.stores.row("gone", 7);
    assertThatThrownBy(() -> verify(CraftedSets.sound(), false))
        .hasMessageContaining("2 of 3")
        .hasMessageContaining("gone");
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  @DisplayName("I1: a member that the manifest names and the tree lacks is HF-502")
  void missingMember() {
    RecoverySet set = CraftedSets.sound();
    Snapshot snapshot = sealWith(set, "disk/another", 7);

    assertThatThrownBy(() -> run(snapshot, set, false))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BLOB_MISSING);
              assertThat(e.getMessage()).contains("disk/disk");
            });
  }

  @Test
  @DisplayName("I6: a file whose content is not as long as its entry says is HF-501")
  void wrongLength() {
    RecoverySet set = CraftedSets.sound();
    Snapshot snapshot = sealWith(set, "disk/disk", 8);

    assertThatThrownBy(() -> run(snapshot, set, false))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_DAMAGED);
              assertThat(e.getMessage()).contains("content has 7 bytes").contains("says 8");
            });
  }

  /** The database as it should be, and the disk at a path of choice with a length of choice. */
  private Snapshot sealWith(RecoverySet set, String path, long length) {
    Node database;
    Node disk;
    try (VaultWriter writer = vault.writer()) {
      database = FakeStores.tree(writer, "db");
      Node tree = FakeStores.tree(writer, "disk");
      writer.flush();
      Node file = vault.tree(java.util.Objects.requireNonNull(tree.subtree())).nodes().getFirst();
      Node wrong = file.withContent(file.content(), length);
      disk =
          FakeStores.node("disk", NodeType.DIRECTORY, 0755)
              .withSubtree(writer.save(new Tree(List.of(wrong))));
      writer.flush();
    }
    return CraftedSets.seal(
        vault, set, Map.of("system-database", database, path, disk), Sets.tags(set));
  }

  private Verify.Report verify(RecoverySet set, boolean readData) {
    return run(CraftedSets.seal(vault, set), set, readData);
  }

  private Verify.Report run(Snapshot snapshot, RecoverySet set, boolean readData) {
    return new Verify(vault, bed.stores.providers(), bed.clock, 1, scratch)
        .run(snapshot, set, readData, Progress.NONE);
  }

  private void assertFails(ErrorCode code, RecoverySet set) {
    assertThatThrownBy(() -> verify(set, false))
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
