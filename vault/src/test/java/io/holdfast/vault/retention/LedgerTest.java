package io.holdfast.vault.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I7: the vault's own time is never ahead of the time that has passed")
class LedgerTest {
  private static final Instant BEGIN = Instant.parse("2026-11-23T03:00:00Z");
  private static final Duration MINIMUM = Duration.ofDays(30);
  private static final BlobId SNAPSHOT = Hash.sha256(new byte[] {1});

  private static Ledger begun() {
    return Ledger.begun(BEGIN)
        .keepingAtLeast(MINIMUM)
        .visited(BEGIN, new Witness("boot a", Duration.ofDays(5)), List.of(SNAPSHOT));
  }

  private static Ledger visit(Ledger ledger, Instant wall, String boot, Duration up) {
    return ledger.visited(wall, new Witness(boot, up), List.of(SNAPSHOT));
  }

  @Test
  @DisplayName("Where a witness goes on, the machine's clock may say what it wants")
  void witnessed() {
    Instant centuryAhead = BEGIN.plus(Duration.ofDays(36_500));
    Ledger soon = visit(begun(), centuryAhead, "boot a", Duration.ofDays(6));
    assertThat(soon.left(SNAPSHOT)).isEqualTo(Duration.ofDays(29));
    Ledger back = visit(soon, BEGIN.minus(Duration.ofDays(900)), "boot a", Duration.ofDays(34));
    assertThat(back.left(SNAPSHOT)).isEqualTo(Duration.ofDays(1));
    Ledger over = visit(back, centuryAhead, "boot a", Duration.ofDays(35));
    assertThat(over.left(SNAPSHOT)).isZero();
  }

  @Test
  @DisplayName("Where none does, a visit adds what the clock says, up to a day")
  void unwitnessed() {
    Ledger one = visit(begun(), BEGIN.plus(Duration.ofHours(7)), "boot b", Duration.ZERO);
    assertThat(one.age()).isEqualTo(Duration.ofHours(7));
    Ledger two = visit(one, BEGIN.plus(Duration.ofDays(999)), "boot c", Duration.ZERO);
    assertThat(two.age()).isEqualTo(Duration.ofHours(31));
    assertThat(visit(two, BEGIN, "boot d", Duration.ZERO).age()).isEqualTo(two.age());
    assertThat(visit(two, BEGIN, "boot a", Duration.ofDays(9)).age())
        .as("the first machine measured more")
        .isEqualTo(Duration.ofDays(4));
    assertThat(visit(two, BEGIN, "boot a", Duration.ZERO).age())
        .as("a witness that goes back says nothing")
        .isEqualTo(two.age());
  }

  @Test
  @DisplayName("The minimum is made longer, never shorter")
  void longerOnly() {
    assertThat(begun().keepingAtLeast(Duration.ofDays(1)).minimum()).isEqualTo(MINIMUM);
    assertThat(begun().keepingAtLeast(Duration.ofDays(31)).minimum())
        .isEqualTo(Duration.ofDays(31));
    assertThat(begun().and(begun().keepingAtLeast(Duration.ofDays(90))).minimum())
        .isEqualTo(Duration.ofDays(90));
  }

  @Test
  @DisplayName("What the vault has not seen before is kept for the whole time")
  void unseen() {
    Ledger later = visit(begun(), BEGIN, "boot a", Duration.ofDays(300));
    BlobId fresh = Hash.sha256(new byte[] {2});
    assertThat(later.left(fresh)).isEqualTo(MINIMUM);
    assertThat(later.left(SNAPSHOT)).isLessThanOrEqualTo(Duration.ZERO);
  }

  @Test
  @DisplayName("It is read back as it was written; of two, whatever keeps longer counts")
  void document() {
    Ledger one = visit(begun(), BEGIN, "boot a", Duration.ofDays(6));
    Ledger two = visit(begun(), BEGIN, "boot a", Duration.ofDays(7));
    assertThat(Ledger.decode(one.encode())).isEqualTo(one);
    assertThat(Ledger.of(List.of(one.encode(), two.encode()))).contains(one.and(two));
    assertThat(one.and(two)).isEqualTo(two.and(one));
    assertThat(one.and(two).age()).isEqualTo(Duration.ofDays(2));
  }

  @Test
  @DisplayName("Random visits, clocks and merges: nothing is let go before its time")
  void random() {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Duration passed = Duration.ZERO;
      Ledger ledger = begun();
      List<Ledger> earlier = new ArrayList<>();
      for (int visit = 0; visit < 60; visit++) {
        passed = passed.plusMinutes(random.nextInt(1440 * 2));
        Instant wall = BEGIN.plus(Duration.ofHours(random.nextInt(500_000) - 100_000));
        Ledger base = earlier.isEmpty() || random.nextInt(4) > 0 ? ledger : earlier.getLast();
        earlier.add(ledger);
        ledger = visit(base, wall, "boot a", Duration.ofDays(5).plus(passed)).and(ledger);
        assertThat(ledger.age()).as("seed %d, round %d", seed, round).isEqualTo(passed);
        assertThat(ledger.left(SNAPSHOT)).isEqualTo(MINIMUM.minus(passed));
      }
    }
  }
}
