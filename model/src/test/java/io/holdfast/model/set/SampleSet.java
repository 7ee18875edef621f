package io.holdfast.model.set;

import io.holdfast.model.installation.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The set of the test vector {@code recovery-set-1.json}, and parts to make others of. */
final class SampleSet {
  static final String VECTOR = "recovery-set-1.json";

  private SampleSet() {}

  /** The test vector, without the newline that ends the file. */
  static byte[] vector() {
    try (InputStream stream = SampleSet.class.getResourceAsStream(VECTOR)) {
      if (stream == null) {
        throw new AssertionError("The test vector " + VECTOR + " is not on the class path");
      }
      return new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .stripTrailing()
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static RecoverySet set() {
    ObjectNode database = JsonMapper.shared().createObjectNode();
    database.put("method", "SYSCS_UTIL.SYSCS_BACKUP_DATABASE").put("fixMillis", 412);
    ObjectNode disk = JsonMapper.shared().createObjectNode();
    disk.put("sweep", "full").put("audited", 60112);
    disk.putArray("excluded").addObject().put("path", "data/aggregation/TEMP.0007").put("bytes", 9);
    return new RecoverySet(
        "billing-prod",
        "nightly",
        "20261122T030000Z-0a1b2c",
        "backup-1",
        "0.1.0",
        Grade.CONSISTENT,
        List.of(),
        window(),
        List.of(givenUp()),
        List.of(
            new Member(
                "system-database",
                "derby",
                "system-database",
                point("2026-11-22T03:00:03Z", "2026-11-22T03:00:03.412Z"),
                Instant.parse("2026-11-22T03:00:09Z"),
                71,
                3_145_728,
                database),
            new Member(
                "shared-disk",
                "files",
                "disk/shared-disk",
                point("2026-11-22T03:00:03.412Z", "2026-11-22T03:00:04.000000001Z"),
                Instant.parse("2026-11-22T03:00:59.25Z"),
                60_112,
                9_876_543_210L,
                disk)),
        List.of(
            new Reference(
                "system-database",
                "select path, length, sha256 from archive_file where name <> 'Ärger'",
                "shared-disk",
                "data/archive")),
        1_234,
        Instant.parse("2026-11-22T03:01:00.5Z"));
  }

  static Window window() {
    return new Window(
        "http",
        Instant.parse("2026-11-22T03:00:00Z"),
        Instant.parse("2026-11-22T03:00:02.900Z"),
        Instant.parse("2026-11-22T03:00:04.1Z"),
        Instant.parse("2026-11-22T03:00:04.2Z"),
        Instant.parse("2026-11-22T03:05:02.9Z"),
        "release",
        Duration.ofMillis(4_200),
        List.of(new HeldOpen(4711, "java", "/opt/mz/persistent/log/core.log")));
  }

  /** A narrow sweep that could not prove everything: given up before the last store was fixed. */
  static Window givenUp() {
    return new Window(
        "http",
        Instant.parse("2026-11-22T02:59:50Z"),
        Instant.parse("2026-11-22T02:59:52Z"),
        null,
        Instant.parse("2026-11-22T02:59:53.5Z"),
        Instant.parse("2026-11-22T03:04:52Z"),
        "release",
        Duration.ofMillis(3_500));
  }

  static Point point(String from, String to) {
    return new Point(Instant.parse(from), Instant.parse(to));
  }

  static RecoverySet with(Grade grade, List<String> reasons, Window window) {
    RecoverySet set = set();
    return new RecoverySet(
        set.installation(),
        set.rule(),
        set.run(),
        set.host(),
        set.holdfastVersion(),
        grade,
        reasons,
        window,
        List.of(),
        set.members(),
        set.references(),
        set.referencesChecked(),
        set.sealed());
  }

  static RecoverySet with(List<Member> members, List<Reference> references) {
    RecoverySet set = set();
    return new RecoverySet(
        set.installation(),
        set.rule(),
        set.run(),
        set.host(),
        set.holdfastVersion(),
        set.grade(),
        set.reasons(),
        set.window(),
        List.of(),
        members,
        references,
        set.referencesChecked(),
        set.sealed());
  }
}
