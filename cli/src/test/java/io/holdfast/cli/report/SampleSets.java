package io.holdfast.cli.report;

import io.holdfast.model.set.Grade;
import io.holdfast.model.set.HeldOpen;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.Point;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sets to be shown, and the texts that they must give. Times are milliseconds since 03:00. */
final class SampleSets {
  static final String ID = "4f2a91c0".repeat(8);
  private static final Instant ZERO = Instant.parse("2026-11-22T03:00:00Z");
  private static final int MINUTE = 60_000;

  private SampleSets() {}

  /** The text of a file beside this class, as lines. */
  static List<String> golden(String name) {
    try (InputStream stream = SampleSets.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new AssertionError("There is no " + name + " on the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Instant at(long millis) {
    return ZERO.plusMillis(millis);
  }

  /** Twenty minutes until quiet, then a millisecond for the database and one for the tree. */
  static RecoverySet longDrain() {
    int quiet = 20 * MINUTE;
    return set(
        Grade.CONSISTENT,
        window(0, quiet, quiet + 4, quiet + 5, List.of()),
        List.of(),
        member("system-database", quiet + 1, quiet + 2, quiet + 30, database()),
        member("shared-disk", quiet + 2, quiet + 3, quiet + 40, object("{}")));
  }

  /** A narrow sweep that left something unproved, and a second window with all that is told. */
  static RecoverySet repeated() {
    RecoverySet set =
        set(
            Grade.CRASH_CONSISTENT,
            window(
                9_000,
                11_000,
                11_850,
                11_900,
                List.of(new HeldOpen(4711, "java\u001b[2J", "/opt/mz/log/core.log"))),
            List.of(
                new Window("http", at(0), at(2_900), null, at(3_500), null, "release", ms(3_500))),
            member("system-database", 11_010, 11_422, 12_000, database()),
            member("shared-disk", 11_422, 11_800, 75_250, disk()));
    return new RecoverySet(
        set.installation(),
        set.rule(),
        set.run(),
        set.host(),
        set.holdfastVersion(),
        set.grade(),
        List.of("store 'shared-disk': 12 files could not be proved: data/aggregation/session.0"),
        set.window(),
        set.earlierWindows(),
        set.members(),
        set.references(),
        set.referencesChecked(),
        set.sealed());
  }

  /** An older set: nothing was suspended, and little is known. */
  static RecoverySet unsuspended() {
    return set(
        Grade.CRASH_CONSISTENT,
        Window.NONE,
        List.of(),
        new Member(
            "disk",
            "files",
            "disk/disk",
            new Point(at(0), at(40)),
            null,
            3,
            2_048,
            object("{'sweep':'full','audited':false}")));
  }

  static RecoverySet suspendedFor(String rule, int minute, long drain, long fix) {
    long begin = (long) minute * MINUTE;
    RecoverySet set =
        set(
            Grade.CONSISTENT,
            window(begin, begin + drain, begin + drain + fix, begin + drain + fix + 100, List.of()),
            List.of(),
            member("disk", begin + drain, begin + drain + fix, begin + MINUTE / 2, object("{}")));
    return new RecoverySet(
        set.installation(),
        rule,
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
        at(begin + MINUTE));
  }

  static Window window(
      long requested, long quiet, long fixed, long resumed, List<HeldOpen> heldOpen) {
    return new Window(
        "http",
        at(requested),
        at(quiet),
        at(fixed),
        at(resumed),
        at(quiet + 5 * MINUTE),
        "release",
        ms(resumed - requested),
        heldOpen);
  }

  private static RecoverySet set(
      Grade grade, Window window, List<Window> earlier, Member... members) {
    Instant last = at(0);
    for (Member member : members) {
      @Nullable Instant completed = member.completed();
      last = completed == null ? member.point().to() : completed;
    }
    return new RecoverySet(
        "billing-prod",
        "nightly",
        "20261122T030000Z-0a1b2c",
        "backup-1",
        "0.1.0",
        grade,
        List.of(),
        window,
        earlier,
        List.of(members),
        List.of(),
        1_234,
        last.plusMillis(750));
  }

  private static Member member(String store, long from, long to, long completed, ObjectNode known) {
    boolean database = store.equals("system-database");
    return new Member(
        store,
        database ? "derby" : "files",
        database ? store : "disk/" + store,
        new Point(at(from), at(to)),
        at(completed),
        database ? 71 : 60_112,
        database ? 3_145_728 : 9_876_543_210L,
        known);
  }

  private static ObjectNode database() {
    return object("{'method':'SYSCS_UTIL.SYSCS_BACKUP_DATABASE','fixMillis':1}");
  }

  private static ObjectNode disk() {
    ObjectNode json =
        object(
            """
            {'sweep':'narrow','audited':true,
             'warmRounds':[
               {'files':60000,'changedFiles':60000,'changedBytes':9876543210,'millis':245000},
               {'files':60100,'changedFiles':2000,'changedBytes':20971520,'millis':4100,
                'dirtyFilesPerSecond':8.163,'dirtyBytesPerSecond':85598.0,
                'predictedWindowMillis':900},
               {'files':60110,'changedFiles':33,'changedBytes':345678,'millis':3900,
                'dirtyFilesPerSecond':8.05,'dirtyBytesPerSecond':84000,
                'predictedWindowMillis':420}],
             'inWindow':{'lookedFiles':2040,'lookedDirectories':311,'changedFiles':41,
               'spooledBytes':434567,'arrivals':3,'millis':372,'workers':16},
             'late':{'files':2,'bytes':14336},
             'excludedCount':1,
             'excluded':[{'path':'data/aggregation/TEMP.0007','rule':'aggregation','bytes':9}],
             'torn':[],'skippedCount':0,
             'unprovedCount':12}
            """);
    for (int i = 0; i < 12; i++) {
      json.withArray("unproved")
          .addObject()
          .put("path", "data/aggregation/session." + i)
          .put("reason", "changed after the fence");
    }
    return json;
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
