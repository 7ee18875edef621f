package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I1: only what was sealed is ever offered. */
class SetsTest {
  private Vault vault;
  private Sets sets;

  @BeforeEach
  void open() {
    vault = new BackupBed(Path.of("unused")).open();
    sets = new Sets(vault, "billing");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  @DisplayName("I1: sets of this installation are listed, oldest first; nothing else is")
  void list() {
    Snapshot later = CraftedSets.seal(vault, sealedAt("billing", 70));
    Snapshot earlier = CraftedSets.seal(vault, sealedAt("billing", 60));
    CraftedSets.seal(vault, sealedAt("billing-test", 80));
    CraftedSets.plain(vault, CraftedSets.at(90), List.of());
    CraftedSets.plain(vault, CraftedSets.at(91), List.of("installation=billing"));

    assertThat(sets.list()).containsExactly(earlier, later);
    assertThat(sets.find("latest")).isEqualTo(later);
    assertThat(sets.find(earlier.id().hex())).isEqualTo(earlier);
    assertThat(sets.find(earlier.id().hex().substring(0, 20))).isEqualTo(earlier);
  }

  @Test
  @DisplayName("Without a set, 'latest' is HF-208, though there are snapshots")
  void none() {
    CraftedSets.plain(vault, CraftedSets.at(0), List.of());

    assertThat(sets.list()).isEmpty();
    assertFails(ErrorCode.NOT_FOUND, () -> sets.find("latest"));
    assertFails(ErrorCode.NOT_FOUND, () -> sets.find("0123456789abcdef"));
  }

  @Test
  @DisplayName("A beginning that fits two is HF-209")
  void ambiguous() {
    for (int i = 0; i < 17; i++) {
      CraftedSets.seal(vault, sealedAt("billing", i));
    }
    String shared =
        sets.list().stream()
            .map(set -> set.id().hex().substring(0, 1))
            .filter(
                first ->
                    sets.list().stream().filter(s -> s.id().hex().startsWith(first)).count() > 1)
            .findFirst()
            .orElseThrow();

    assertFails(ErrorCode.AMBIGUOUS, () -> sets.find(shared));
  }

  @Test
  @DisplayName("I1: a snapshot that Holdfast did not seal is HF-213, with what to do")
  void notASet() {
    Snapshot plain = CraftedSets.plain(vault, CraftedSets.at(0), List.of());

    assertFails(ErrorCode.NOT_A_RECOVERY_SET, () -> sets.find(plain.id().hex()));
  }

  @Test
  @DisplayName("I1: a snapshot that only bears the tag has no manifest: HF-701")
  void onlyTheTag() {
    Snapshot tagged =
        CraftedSets.plain(
            vault, CraftedSets.at(0), List.of("holdfast-set", "installation=billing"));

    assertFails(ErrorCode.NOT_SEALED, () -> sets.manifest(sets.find(tagged.id().hex())));
  }

  @Test
  @DisplayName("The grade is read from the tag, and is 'unknown' without one")
  void gradeOf() {
    assertThat(Sets.gradeOf(CraftedSets.seal(vault, CraftedSets.sound()))).isEqualTo("consistent");
    assertThat(Sets.gradeOf(CraftedSets.plain(vault, CraftedSets.at(0), List.of())))
        .isEqualTo("unknown");
  }

  @Test
  @DisplayName("A set's manifest and own directories belong to the user that made it, not to root")
  void owner() {
    Snapshot set = CraftedSets.seal(vault, CraftedSets.sound());

    assertThat(vault.tree(set.tree()).nodes())
        .filteredOn(node -> !node.name().equals(FileName.of("system-database")))
        .hasSize(2)
        .allSatisfy(
            node -> {
              assertThat(node.uid()).isEqualTo(Posix.userId());
              assertThat(node.gid()).isEqualTo(Posix.groupId());
            });
  }

  private static RecoverySet sealedAt(String installation, long second) {
    RecoverySet set = CraftedSets.sound();
    return new RecoverySet(
        installation,
        set.rule(),
        set.run(),
        set.host(),
        set.holdfastVersion(),
        set.grade(),
        set.reasons(),
        set.window(),
        set.earlierWindows(),
        set.members(),
        set.references(),
        set.referencesChecked(),
        CraftedSets.at(second));
  }

  private static void assertFails(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
