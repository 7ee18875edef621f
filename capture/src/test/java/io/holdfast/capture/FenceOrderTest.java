package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A clock that goes back inside a window makes everything that was seen there worthless. */
class FenceOrderTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private static Fence fence(long root, long other) {
    Instant first = NOON.plusNanos(root);
    return new Fence(first, Map.of(1L, first, 2L, NOON.plusNanos(other)));
  }

  @Test
  @DisplayName("Later means later on every clock")
  void later() {
    assertThat(fence(1, 1).isLaterThan(fence(0, 0))).isTrue();
    assertThat(fence(1, 0).isLaterThan(fence(0, 0))).isFalse();
    assertThat(fence(0, 1).isLaterThan(fence(0, 0))).isFalse();
    assertThat(fence(-1, 1).isLaterThan(fence(0, 0))).isFalse();
  }

  @Test
  @DisplayName("A clock that is gone is not later; a new one does no harm")
  void mounts() {
    Fence rootOnly = new Fence(NOON.plusNanos(1), Map.of(1L, NOON.plusNanos(1)));
    assertThat(rootOnly.isLaterThan(fence(0, 0))).isFalse();
    assertThat(fence(2, 2).isLaterThan(rootOnly)).isTrue();
  }
}
