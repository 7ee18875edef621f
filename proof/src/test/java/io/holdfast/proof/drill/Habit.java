package io.holdfast.proof.drill;

import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Upstream;
import java.nio.file.Path;

/** What an installation does before a window, and what comes between the last round and it. */
enum Habit {
  /** Everything is written to all the time, so a guess from what changed lately is always right. */
  STEADY(false) {
    @Override
    void beforeTheRest(Upstream upstream) {}

    @Override
    void surprise(Upstream upstream) {}
  },

  /** Real-time events come in bursts, and one comes now, into directories that were at rest. */
  EVENTS_AFTER_REST(true) {
    @Override
    void beforeTheRest(Upstream upstream) {
      upstream.burst(500);
    }

    @Override
    void flow(Upstream upstream) {
      upstream.flow(false);
    }

    @Override
    void surprise(Upstream upstream) {
      upstream.burst(2_000);
    }
  },

  /** Input of earlier days comes late: duplicate containers that were at rest are appended to. */
  OLD_DAYS(false) {
    @Override
    void beforeTheRest(Upstream upstream) {
      upstream.oldDays(DAYS);
    }

    @Override
    void surprise(Upstream upstream) {
      upstream.oldDays(DAYS);
    }
  },

  /** The same where the configuration does not say which directory holds the containers. */
  OLD_DAYS_UNTOLD(true) {
    @Override
    Path config(Site site) {
      return site.configWith("untold.yaml", CONTAINERS, "");
    }

    @Override
    void beforeTheRest(Upstream upstream) {
      OLD_DAYS.beforeTheRest(upstream);
    }

    @Override
    void surprise(Upstream upstream) {
      OLD_DAYS.surprise(upstream);
    }
  };

  private static final long DAYS = 2_000;
  private static final String CONTAINERS = "      - {path: data/dupudr, profile: duplicate-udr}\n";

  private final boolean misleading;

  Habit(boolean misleading) {
    this.misleading = misleading;
  }

  /** Whether what the narrow sweep takes for cold is written to all the same. */
  boolean isMisleading() {
    return misleading;
  }

  Path config(Site site) {
    return site.config();
  }

  /** What is written and then lies at rest, until it is cold. */
  abstract void beforeTheRest(Upstream upstream);

  /** What comes all the time, before the window and in it. */
  void flow(Upstream upstream) {
    upstream.flow(true);
  }

  /** Comes after the last warm round and before the window. */
  abstract void surprise(Upstream upstream);
}
