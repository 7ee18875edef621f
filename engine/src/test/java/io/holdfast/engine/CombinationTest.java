package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.set.Grade;
import io.holdfast.stores.EraLog;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I2, I5: a database out of its log stands beside a disk that is not older, or nowhere")
class CombinationTest {
  private final BackupBed bed = new BackupBed(Path.of("unused"));
  private final FakeLog log = new FakeLog();
  private Vault vault;

  @BeforeEach
  void open() {
    vault = bed.open();
    bed.stores.log(log);
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private Snapshot sealed(Grade grade, long database, long disk) {
    return CraftedSets.seal(vault, CraftedSets.fixedAt(grade, database, disk));
  }

  private void span(long from, long until) {
    Snapshot begins = CraftedSets.plain(vault, CraftedSets.at(from), List.of());
    log.eras.add(
        new EraLog.Era(
            CraftedSets.at(from),
            CraftedSets.at(until),
            "0/" + until,
            true,
            begins.tree(),
            List.of(begins.id()),
            1));
  }

  private Combination at(long second) {
    LogEras logs = new LogEras(bed.installation(), vault, bed.providers, bed.clock);
    return Combination.at(new Sets(vault, "billing"), logs, CraftedSets.at(second));
  }

  private HoldfastException refusal(long second) {
    return catchThrowableOfType(HoldfastException.class, () -> at(second));
  }

  @Test
  @DisplayName("The first set whose database was fixed then or later; how much newer its disk is")
  void next() {
    span(50, 500);
    sealed(Grade.CONSISTENT, 100, 110);
    Snapshot second = sealed(Grade.CONSISTENT, 200, 210);
    sealed(Grade.CONSISTENT, 300, 310);

    Combination combination = at(150);
    assertThat(combination.snapshot()).isEqualTo(second);
    assertThat(combination.store()).isEqualTo("db");
    assertThat(combination.ahead()).isEqualTo(Duration.ofSeconds(60));
    assertThat(at(200).snapshot()).isEqualTo(second);
    assertThat(at(201).snapshot()).as("behind its database's point").isNotEqualTo(second);
  }

  @Test
  @DisplayName("What is not consistent or of another history is passed over, with the reason")
  void passedOver() {
    span(50, 500);
    sealed(Grade.CRASH_CONSISTENT, 200, 210);
    sealed(Grade.CONSISTENT, 300, 290);
    Snapshot good = sealed(Grade.CONSISTENT, 400, 410);
    Combination combination = at(150);
    assertThat(combination.snapshot()).isEqualTo(good);
    assertThat(combination.passedOver())
        .hasSize(2)
        .anyMatch(why -> why.contains("crash-consistent"))
        .anyMatch(why -> why.contains("after store 'disk'"));

    log.unlike = true;
    assertThat(refusal(150).code()).isEqualTo(ErrorCode.ILLEGAL_PAIR);
    assertThat(refusal(150)).hasMessageContaining("of another history");
  }

  @Test
  @DisplayName("HF-702 if no disk is as new, HF-208 if no log holds the time or there is none")
  void refused() {
    sealed(Grade.CONSISTENT, 100, 110);
    assertThat(refusal(90).code()).isEqualTo(ErrorCode.NOT_FOUND);
    span(50, 500);
    assertThat(refusal(150).code()).isEqualTo(ErrorCode.ILLEGAL_PAIR);
    assertThat(refusal(150)).hasMessageContaining("newer than its disk");
    assertThat(refusal(501).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }
}
