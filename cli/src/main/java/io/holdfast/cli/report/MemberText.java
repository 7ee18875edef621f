package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import io.holdfast.cli.output.Units;
import io.holdfast.model.set.Member;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A member and the evidence for it. What a tree of files is known to tell is told in words; other
 * evidence, of drivers that nothing here knows, is shown as it is.
 */
final class MemberText {
  /** Names of a kind, unless all are asked for. */
  private static final int FIRST_NAMES = 10;

  private static final Set<String> IN_WORDS =
      Set.of("sweep", "snapshot", "audited", "inWindow", "late", "warmRounds");

  private final Page page;
  private final Member member;
  private final boolean everyName;

  private MemberText(Page page, Member member, boolean everyName) {
    this.page = page;
    this.member = member;
    this.everyName = everyName;
  }

  /**
   * @param everyName whether to tell all names, or the first of each kind
   */
  static void write(Page page, Member member, boolean everyName) {
    new MemberText(page, member, everyName).write();
  }

  private void write() {
    page.blank();
    page.heading(
        "%s (%s), at %s in the set".formatted(member.store(), member.kind(), member.path()));
    page.entry(
        "content",
        "%s files, %s".formatted(Units.count(member.files()), Units.bytes(member.bytes())));
    page.entry("point", "from %s to %s".formatted(member.point().from(), member.point().to()));
    if (member.completed() != null) {
      page.entry("completed", member.completed().toString());
    }
    sweep();
    inWindow();
    late();
    member
        .evidence()
        .properties()
        .forEach(
            entry -> {
              if (!IN_WORDS.contains(entry.getKey())) {
                other(entry.getKey(), entry.getValue());
              }
            });
    WarmRounds.write(page, member.evidence().path("warmRounds"));
  }

  private void sweep() {
    JsonNode sweep = member.evidence().path("sweep");
    if (sweep.isMissingNode()) {
      return;
    }
    String snapshot = member.evidence().path("snapshot").asString("");
    JsonNode audited = member.evidence().path("audited");
    page.entry(
        "sweep",
        sweep.asString("")
            + (snapshot.isEmpty() ? "" : " by " + snapshot)
            + (audited.isMissingNode()
                ? ""
                : audited.asBoolean(false) ? ", audited" : ", not audited"));
  }

  private void inWindow() {
    JsonNode inside = member.evidence().path("inWindow");
    if (!inside.isObject()) {
      return;
    }
    page.entry(
        "in window",
        told(inside, "lookedFiles", "%s files looked at, ")
            + told(inside, "lookedDirectories", "%s directories, ")
            + told(inside, "changedFiles", "%s changed, ")
            + Units.bytes(number(inside, "spooledBytes"))
            + " spooled"
            + told(inside, "arrivals", ", %s arrivals")
            + ", took "
            + WarmRounds.millis(inside, "millis")
            + told(inside, "workers", " with %s workers"));
  }

  private void late() {
    JsonNode late = member.evidence().path("late");
    if (number(late, "files") > 0) {
      page.entry(
          "late",
          "%s files, %s, captured after processing had resumed; proved to be from before the fence"
              .formatted(Units.count(number(late, "files")), Units.bytes(number(late, "bytes"))));
    }
  }

  private void other(String key, JsonNode value) {
    if (value.isArray() && !value.isEmpty() && value.get(0).has("path")) {
      names(key, value);
    } else if (!value.isContainer()) {
      if (!value.asString().equals("0")) {
        page.entry(key, value.asString(), key.equals("unprovedCount") ? Look.Tone.BAD : null);
      }
    } else if (!value.isEmpty()) {
      page.entry(key, value.toString());
    }
  }

  private void names(String key, JsonNode names) {
    int shown = everyName ? names.size() : Math.min(FIRST_NAMES, names.size());
    page.entry(
        key,
        shown == names.size()
            ? Units.count(shown) + " named:"
            : "%s named, the first %d here, the others with --all-names:"
                .formatted(Units.count(names.size()), shown),
        key.equals("unproved") ? Look.Tone.BAD : null);
    for (int i = 0; i < shown; i++) {
      page.name(named(names.get(i)));
    }
  }

  /** The path, then what else is known of it. */
  private static String named(JsonNode one) {
    StringBuilder text = new StringBuilder(one.path("path").asString(""));
    one.properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("path")) {
                text.append("  ").append(about(entry.getKey(), entry.getValue()));
              }
            });
    return text.toString();
  }

  private static String about(String key, JsonNode value) {
    return switch (key) {
      case "reason", "rule" -> value.asString("");
      case "bytes" -> Units.bytes(value.asLong(0));
      default -> key + " " + (value.isContainer() ? value.toString() : value.asString());
    };
  }

  private static String told(JsonNode of, String key, String format) {
    @Nullable JsonNode value = of.get(key);
    return value == null ? "" : format.formatted(Units.count(value.asLong(0)));
  }

  private static long number(JsonNode of, String key) {
    return of.path(key).asLong(0);
  }
}
