package io.holdfast.vault.retention;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.document.GoJson;
import io.holdfast.vault.document.JsonFields;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long everything is kept at least, how old the ledger is, and how old it was when it first saw
 * each snapshot. Its age grows by what a witness has measured since an earlier visit, and without
 * one by what the machine's clock says, up to a day for each visit. So it is never older than the
 * time that has passed, except by that day where no witness speaks.
 *
 * @param minimum how long a snapshot is kept from when it was first seen
 * @param age what has certainly passed since the ledger was begun
 * @param wall the machine's clock at the latest visit
 * @param marks what each witness showed, and how old the ledger was then
 * @param seen how old the ledger was when it saw a snapshot first
 */
public record Ledger(
    Duration minimum,
    Duration age,
    Instant wall,
    Map<String, Mark> marks,
    Map<BlobId, Duration> seen) {
  /** What a visit adds at most if no witness was there before: after a restart, say. */
  static final Duration UNWITNESSED = Duration.ofDays(1);

  /** Machines and their restarts that are remembered. */
  private static final int MARKS = 16;

  /** A witness's reading, and the ledger's age at that moment. */
  public record Mark(Duration reading, Duration age) {}

  public Ledger {
    marks = Map.copyOf(marks);
    seen = Map.copyOf(seen);
  }

  public static Ledger begun(Instant wall) {
    return new Ledger(Duration.ZERO, Duration.ZERO, wall, Map.of(), Map.of());
  }

  /** A visit: time has passed, and these snapshots and no others are there. */
  public Ledger visited(Instant now, Witness witness, Collection<BlobId> snapshots) {
    Duration later = aged(now, witness);
    Map<String, Mark> marked = new TreeMap<>(marks);
    Mark before = marked.get(witness.name());
    if (before == null || before.reading().compareTo(witness.reading()) <= 0) {
      marked.put(witness.name(), new Mark(witness.reading(), later));
    }
    while (marked.size() > MARKS) {
      marked.entrySet().stream()
          .min(Comparator.comparing(entry -> entry.getValue().age()))
          .map(Map.Entry::getKey)
          .ifPresent(marked::remove);
    }
    Map<BlobId, Duration> known = new TreeMap<>();
    snapshots.forEach(id -> known.put(id, seen.getOrDefault(id, later)));
    return new Ledger(minimum, later, later(wall, now), marked, known);
  }

  private Duration aged(Instant now, Witness witness) {
    Mark mark = marks.get(witness.name());
    if (mark != null) {
      return longer(age, mark.age().plus(witness.reading().minus(mark.reading())));
    }
    Duration said = Duration.between(wall, now).truncatedTo(ChronoUnit.SECONDS);
    Duration counted = said.compareTo(UNWITNESSED) > 0 ? UNWITNESSED : said;
    return longer(age, age.plus(counted));
  }

  /** The same with a minimum that is at least this: there is no way to a shorter one. */
  public Ledger keepingAtLeast(Duration wanted) {
    return new Ledger(longer(minimum, wanted), age, wall, marks, seen);
  }

  /** How long a snapshot is kept yet; zero or less if its time is over. */
  public Duration left(BlobId snapshot) {
    return minimum.minus(age.minus(seen.getOrDefault(snapshot, age)));
  }

  /** What two say who visited at once, or of whom one was killed: whatever keeps longer. */
  public Ledger and(Ledger other) {
    Map<String, Mark> marked = new TreeMap<>(marks);
    other.marks.forEach(
        (name, mark) ->
            marked.merge(name, mark, (a, b) -> a.reading().compareTo(b.reading()) >= 0 ? a : b));
    Map<BlobId, Duration> known = new TreeMap<>(seen);
    other.seen.forEach((id, at) -> known.merge(id, at, Ledger::longer));
    return new Ledger(
        longer(minimum, other.minimum),
        longer(age, other.age),
        later(wall, other.wall),
        marked,
        known);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  public byte[] encode() {
    GoJson json = new GoJson();
    json.raw("{\"version\":1,\"minimum\":").number(minimum.toSeconds());
    json.raw(",\"age\":").number(age.toSeconds()).raw(",\"wall\":").time(wall);
    json.raw(",\"marks\":[");
    String comma = "";
    for (Map.Entry<String, Mark> mark : new TreeMap<>(marks).entrySet()) {
      json.raw(comma).raw("{\"witness\":").string(mark.getKey());
      json.raw(",\"reading\":").number(mark.getValue().reading().toSeconds());
      json.raw(",\"age\":").number(mark.getValue().age().toSeconds()).raw("}");
      comma = ",";
    }
    json.raw("],\"seen\":[");
    comma = "";
    for (Map.Entry<BlobId, Duration> one : new TreeMap<>(seen).entrySet()) {
      json.raw(comma).raw("{\"snapshot\":").id(one.getKey());
      json.raw(",\"age\":").number(one.getValue().toSeconds()).raw("}");
      comma = ",";
    }
    return json.raw("]}").toBytes();
  }

  public static Ledger decode(byte[] bytes) {
    JsonFields json = JsonFields.parse(bytes);
    Map<String, Mark> marks = new TreeMap<>();
    for (JsonFields mark : json.objects("marks")) {
      marks.put(mark.text("witness"), new Mark(seconds(mark, "reading"), seconds(mark, "age")));
    }
    Map<BlobId, Duration> seen = new TreeMap<>();
    for (JsonFields one : json.objects("seen")) {
      seen.put(one.id("snapshot"), seconds(one, "age"));
    }
    return new Ledger(
        seconds(json, "minimum"), seconds(json, "age"), json.time("wall"), marks, seen);
  }

  private static Duration seconds(JsonFields json, String name) {
    return Duration.ofSeconds(json.number(name));
  }

  /** The newest of several, or nothing. */
  public static Optional<Ledger> of(Collection<byte[]> documents) {
    return documents.stream().map(Ledger::decode).reduce(Ledger::and);
  }
}
