package io.holdfast.capture;

import static io.holdfast.model.installation.Rule.Sweep.FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Rule;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the cold window takes for granted, broken on purpose (I2). */
class BrokenAssumptionTest {
  private static final Set<Deed> SOME =
      EnumSet.of(Deed.OVERWRITES, Deed.RECREATES_ALIKE, Deed.SWAPS_SYMLINK, Deed.CREATES);

  private static Stream<Ambush> ambushes() {
    List<Ambush> all = new ArrayList<>();
    for (Rule.Sweep sweep : Rule.Sweep.values()) {
      for (Ambush.Moment moment : Ambush.Moment.values()) {
        all.add(Ambush.at(sweep, Ambush.Ground.COLD, moment));
      }
    }
    return all.stream();
  }

  private static String nameOf(Ambush ambush) {
    return ambush.sweep() + " " + ambush.moment();
  }

  /** A file server whose clock jumps at a moment: all that is written later shows it. */
  private static final class Jump {
    private final Duration by;
    private volatile @Nullable Instant at;

    Jump(Duration by) {
      this.by = by;
    }

    FaultyFiles files() {
      return new FaultyFiles((call, name, real) -> shown(real.run()));
    }

    /** The file is what the server's own clock is read from. */
    void now(Path witness) throws IOException {
      Path touched = Files.writeString(witness, "");
      at = ((FileTime) Files.getAttribute(touched, "unix:ctime")).toInstant();
    }

    private @Nullable Object shown(@Nullable Object result) {
      Instant since = at;
      if (since == null || !(result instanceof Stat stat)) {
        return result;
      }
      return SlowClock.withTimes(
          stat, jumped(stat.modified(), since), jumped(stat.changed(), since));
    }

    private Instant jumped(Instant time, Instant since) {
      return time.isBefore(since) ? time : time.plus(by);
    }
  }

  private static Ambush.Outcome withJump(Ambush ambush, Duration by, Set<Deed> deeds) {
    Jump jump = new Jump(by);
    return ambush.run(
        jump.files(),
        deeds,
        stages -> {
          for (Stage stage : stages.values()) {
            jump.now(stage.outside.resolve("clock"));
            break;
          }
        });
  }

  @TestFactory
  @DisplayName("A file server's clock that is set back inside the window or before the audit")
  Stream<DynamicTest> clockSetBack() {
    return Stream.of(Duration.ofHours(-1), Duration.ofSeconds(-2))
        .flatMap(
            by ->
                ambushes()
                    .map(
                        ambush ->
                            DynamicTest.dynamicTest(
                                nameOf(ambush) + " by " + by,
                                () ->
                                    assertThat(withJump(ambush, by, SOME).named())
                                        .as("the tree itself is unproved")
                                        .contains("."))));
  }

  @TestFactory
  @DisplayName("A clock that is set forward makes nothing unproved and hides nothing")
  Stream<DynamicTest> clockSetForward() {
    return ambushes()
        .filter(Ambush::isSuspended)
        .map(
            ambush ->
                DynamicTest.dynamicTest(
                    nameOf(ambush),
                    () -> {
                      Ambush.Outcome outcome = withJump(ambush, Duration.ofHours(1), SOME);
                      assertThat(outcome.named()).doesNotContain(".");
                      for (Deed deed : SOME) {
                        assertThat(outcome.of(ambush.directoryOf(deed)).named())
                            .as(deed.what)
                            .isNotEmpty();
                      }
                    }));
  }

  @Test
  @DisplayName(
      "Outside: a write whose ctime lies before the fence, by a step too small to be seen, is taken"
          + " for the state at the fence")
  void clockSetBackALittle() {
    Ambush ambush = Ambush.at(FULL, Ambush.Ground.COLD, Ambush.Moment.BEFORE_THE_SWEEP);
    String path = ambush.directoryOf(Deed.OVERWRITES) + "/victim";
    Instant[] before = new Instant[1];
    FaultyFiles files =
        new FaultyFiles(
            (call, name, real) -> {
              Object result = real.run();
              Instant shown = before[0];
              return shown != null && result instanceof Stat stat && real.path().equals(path)
                  ? SlowClock.withTimes(stat, stat.modified(), shown)
                  : result;
            });
    Ambush.Outcome outcome =
        ambush.run(
            files,
            EnumSet.of(Deed.OVERWRITES),
            stages -> {
              Path victim = stages.values().iterator().next().victim();
              FileTime changed = (FileTime) Files.getAttribute(victim, "unix:ctime");
              before[0] = changed.toInstant().plusNanos(1);
            });
    assertThat(outcome.named()).isEmpty();
    assertThat(outcome.captured().get(path)).contains("IT WAS");
  }

  /** For each deed that renames: whose own ctime a lesser file system would leave alone. */
  private static final Map<Deed, List<String>> RENAMED =
      Map.of(
          Deed.RENAMES_OVER, List.of("other"),
          Deed.EXCHANGES, List.of("other", "victim"),
          Deed.RENAMES_DIRECTORY, List.of("sub"),
          Deed.RENAMES_DIRECTORY_AND_BACK, List.of("sub"),
          Deed.SWAPS_DIRECTORIES, List.of("sub", "two"),
          Deed.MOVES_INTO_DIRECTORY, List.of("victim"),
          Deed.MOVES_OUT, List.of("victim"));

  /** Files and directories whose times stand still from a moment on. */
  private static final class Frozen {
    private final Map<Long, FileTime> changed = new HashMap<>();

    void add(Path path) throws IOException {
      Map<String, Object> now =
          Files.readAttributes(path, "unix:ino,ctime", LinkOption.NOFOLLOW_LINKS);
      changed.put((Long) now.get("ino"), (FileTime) now.get("ctime"));
    }

    FaultyFiles files() {
      return new FaultyFiles(
          (call, name, real) -> {
            Object result = real.run();
            if (!(result instanceof Stat stat)) {
              return result;
            }
            FileTime then = changed.get(stat.inode());
            return then == null
                ? stat
                : SlowClock.withTimes(stat, stat.modified(), then.toInstant());
          });
    }
  }

  @TestFactory
  @DisplayName("A rename that does not set the ctime of what is renamed: its directories tell")
  Stream<DynamicTest> renamesThatSetNoTime() {
    return ambushes()
        .map(
            ambush ->
                DynamicTest.dynamicTest(
                    nameOf(ambush),
                    () -> {
                      Frozen frozen = new Frozen();
                      Ambush.Outcome outcome =
                          ambush.run(
                              frozen.files(),
                              RENAMED.keySet(),
                              stages -> {
                                for (Map.Entry<Deed, Stage> one : stages.entrySet()) {
                                  for (String name :
                                      RENAMED.getOrDefault(one.getKey(), List.of())) {
                                    frozen.add(one.getValue().at.resolve(name));
                                  }
                                }
                              });
                      for (Deed deed : RENAMED.keySet()) {
                        Ambush.Outcome of = outcome.of(ambush.directoryOf(deed));
                        if (ambush.isSuspended() || !ambush.isLookedAt()) {
                          assertThat(of.named()).as(deed.what).isNotEmpty();
                        } else {
                          assertThat(of.captured()).as(deed.what).isEqualTo(of.atTheFence());
                        }
                      }
                    }));
  }

  @Test
  @DisplayName("Outside: a rename that sets neither its own nor its directory's ctime is believed")
  void renamesThatLeaveNoTrace() {
    Ambush ambush = Ambush.at(FULL, Ambush.Ground.COLD, Ambush.Moment.BEFORE_THE_SWEEP);
    Frozen frozen = new Frozen();
    Ambush.Outcome outcome =
        ambush.run(
            frozen.files(),
            EnumSet.of(Deed.RENAMES_OVER),
            stages -> {
              Stage stage = stages.values().iterator().next();
              frozen.add(stage.at);
              frozen.add(stage.at.resolve("other"));
            });
    assertThat(outcome.named()).isEmpty();
    assertThat(outcome.captured()).isNotEqualTo(outcome.atTheFence());
  }

  @TestFactory
  @DisplayName("An attribute cache that answers what it was told first: the server is asked")
  Stream<DynamicTest> staleAttributes() {
    return ambushes()
        .filter(Ambush::isSuspended)
        .map(
            ambush ->
                DynamicTest.dynamicTest(
                    nameOf(ambush),
                    () -> {
                      Ambush.Outcome outcome =
                          ambush.run(stale(), EnumSet.allOf(Deed.class), stages -> {});
                      for (Deed deed : Deed.values()) {
                        assertThat(outcome.of(ambush.directoryOf(deed)).named())
                            .as(deed.what)
                            .isNotEmpty();
                      }
                    }));
  }

  private static FaultyFiles stale() {
    Map<String, Stat> first = new ConcurrentHashMap<>();
    return new FaultyFiles(
        (call, name, real) -> {
          Object result = real.run();
          return call.equals("stat") && real.isByName() && result instanceof Stat stat
              ? first.computeIfAbsent(real.path(), path -> stat)
              : result;
        });
  }
}
