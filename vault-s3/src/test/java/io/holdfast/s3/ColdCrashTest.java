package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.s3.fake.Fault;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.check.PackReading;
import io.holdfast.vault.cold.Part;
import io.holdfast.vault.cold.WarmPlan;
import io.holdfast.vault.store.KeepsCold.Haste;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I6: cut off at any request, cooling and warming leave a whole vault and go on later")
class ColdCrashTest {
  /** Every third request, from one that the seed draws; odd, so that both kinds of cut come. */
  private static final int STRIDE = 3;

  private static final String CLASS = "DEEP_ARCHIVE";
  private static final Set<ErrorCode> TOLD =
      Set.of(ErrorCode.OBJECT_STORE_UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);

  private ColdBed bed;

  @BeforeEach
  void backUp() throws IOException {
    bed = new ColdBed(CLASS);
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  private void coolAndWarm(ColdBed one, Vault opened) {
    try (Vault vault = opened) {
      one.cool(vault);
      vault.coldTier().request(needs(vault), 1, Haste.STANDARD, Progress.NONE);
    }
  }

  private WarmPlan needs(Vault vault) {
    return vault.coldTier().needs(bed.old.tree(), Part.ALL, Progress.NONE);
  }

  @Test
  @DisplayName("C1 to C5 hold after each, and the next run ends what was begun")
  void cutOffAtEveryRequest() {
    ColdBed counting = bed.copy("counting", CLASS);
    bed.s3.faults().none();
    coolAndWarm(counting, counting.open());
    int requests = bed.s3.faults().requests();
    assertThat(requests).isGreaterThan(20);
    long seed = TestVault.seed();
    for (int at = 1 + Math.floorMod(seed, STRIDE); at <= requests; at += STRIDE) {
      Fault how = at % 2 == 0 ? Fault.CUT_BEFORE : Fault.CUT_AFTER;
      ColdBed cut = bed.copy("cut-" + at, CLASS);
      bed.s3.faults().dieAt(at, how);
      try {
        coolAndWarm(cut, cut.open());
      } catch (HoldfastException told) {
        assertThat(told.code()).isIn(TOLD);
      }
      bed.s3.faults().none();
      coolAndWarm(cut, cut.openLater());
      cut.bucket.finishRestoring();
      assertWhole(cut, how + " at request " + at + ", holdfast.seed=" + seed);
    }
  }

  private void assertWhole(ColdBed one, String when) {
    try (Vault vault = one.open()) {
      assertThat(needs(vault).warm().count()).as(when).isEqualTo(1);
      CheckReport report = vault.check(new CheckOptions(PackReading.ALL, true), Progress.NONE);
      assertThat(report.errors()).as("%s: %s", when, report.findings()).isZero();
      assertThat(report.leftCold().count()).as(when).isZero();
    }
  }

  @Test
  @DisplayName("With one request in four going wrong, cooling and warming come to their end")
  void byLot() {
    long seed = TestVault.seed();
    bed.s3.faults().byLot(seed, 4);
    coolAndWarm(bed, bed.open());
    assertThat(bed.s3.faults().happened()).as("holdfast.seed=%d", seed).isPositive();
    bed.s3.faults().none();
    bed.bucket.finishRestoring();
    assertWhole(bed, "holdfast.seed=" + seed);
    try (Vault vault = bed.open()) {
      assertThat(Backup.hashes(Backup.read(vault, bed.old)))
          .isEqualTo(Backup.hashes(bed.files("common", "old")));
    }
  }
}
