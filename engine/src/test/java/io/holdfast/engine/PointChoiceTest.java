package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.set.Grade;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which set brings an installation back to a time. */
class PointChoiceTest {
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

  private Snapshot sealed(Grade grade, long database, long disk) {
    return CraftedSets.seal(vault, CraftedSets.fixedAt(grade, database, disk));
  }

  @Test
  @DisplayName("The newest set that has nothing of a later time in it, and what is lost by it")
  void newest() {
    sealed(Grade.CONSISTENT, 100, 110);
    Snapshot second = sealed(Grade.CONSISTENT, 200, 210);
    sealed(Grade.CONSISTENT, 300, 310);

    PointChoice choice = PointChoice.at(sets, CraftedSets.at(305));
    assertThat(choice.snapshot()).as("the third's disk is younger").isEqualTo(second);
    assertThat(choice.lost()).isEqualTo(Duration.ofSeconds(95));
    assertThat(choice.passedOver()).isEmpty();
    assertThat(PointChoice.at(sets, CraftedSets.at(210)).snapshot()).isEqualTo(second);
    assertThat(PointChoice.at(sets, CraftedSets.at(210)).lost()).isZero();
  }

  @Test
  @DisplayName("I5: what is not consistent, does not fit or cannot be read is passed over and told")
  void passedOver() {
    Snapshot good = sealed(Grade.CONSISTENT, 100, 110);
    sealed(Grade.CRASH_CONSISTENT, 200, 210);
    sealed(Grade.CONSISTENT, 300, 290);
    CraftedSets.plain(vault, CraftedSets.at(400), List.of("holdfast-set", "installation=billing"));

    PointChoice choice = PointChoice.at(sets, CraftedSets.at(500));
    assertThat(choice.passedOver())
        .anyMatch(why -> why.contains("crash-consistent"))
        .anyMatch(why -> why.contains("after store 'disk'"))
        .anyMatch(why -> why.contains("cannot be read"));
    assertThat(choice.snapshot()).isEqualTo(good);
    assertThat(choice.lost()).isEqualTo(Duration.ofSeconds(390));
  }

  @Test
  @DisplayName("A time before the first set is HF-208")
  void tooEarly() {
    sealed(Grade.CONSISTENT, 100, 110);

    HoldfastException none =
        catchThrowableOfType(
            HoldfastException.class, () -> PointChoice.at(sets, CraftedSets.at(109)));
    assertThat(none.code()).isEqualTo(ErrorCode.NOT_FOUND);
  }
}
