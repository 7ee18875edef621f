package io.holdfast.model.config;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.Schedule;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads when and how sets are made, and how long they live. */
final class RuleReader {
  private static final List<String> KEYS =
      List.of("name", "schedule", "timeZone", "coldWindow", "lifecycle", "copies");

  private final Section section;
  private final Values values;
  private final Path directory;

  private RuleReader(Section section, Path directory) {
    this.section = section;
    this.values = new Values(section, directory);
    this.directory = directory;
  }

  static List<Rule> read(List<Section> sections, Path directory) {
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      rules.add(new RuleReader(section, directory).rule(names));
    }
    return rules;
  }

  private Rule rule(Set<String> names) {
    section.only(KEYS);
    Optional<String> name = values.name("name");
    if (name.isPresent() && !names.add(name.get())) {
      section.wrong(
          section.required("name").orElseThrow(),
          "there is a rule called '" + name.get() + "' already");
    }
    return new Rule(
        name.orElse(""),
        schedule().map(Schedule::toString).orElse(null),
        timeZone(),
        section.section("coldWindow").map(this::coldWindow).orElse(Rule.ColdWindow.DEFAULT),
        section.section("lifecycle").map(this::lifecycle).orElse(Rule.Lifecycle.FOREVER),
        copies());
  }

  private Optional<Schedule> schedule() {
    Optional<String> text = values.optionalText("schedule");
    try {
      return text.map(Schedule::parse);
    } catch (IllegalArgumentException notASchedule) {
      section.wrong(
          section.required("schedule").orElseThrow(), "'schedule': " + notASchedule.getMessage());
      return Optional.empty();
    }
  }

  private ZoneId timeZone() {
    Optional<String> text = values.optionalText("timeZone");
    if (text.isEmpty()) {
      return ZoneId.of("UTC");
    }
    try {
      return ZoneId.of(text.get());
    } catch (DateTimeException unknown) {
      section.wrong(
          section.required("timeZone").orElseThrow(),
          "'timeZone' must be a zone such as Europe/Stockholm or UTC, not "
              + Quoted.of(text.get())
              + Spelling.hint(text.get(), ZoneId.getAvailableZoneIds()));
      return ZoneId.of("UTC");
    }
  }

  private Rule.ColdWindow coldWindow(Section window) {
    window.only(List.of("enabled", "budget", "sweep", "onOverrun", "onUnproved"));
    Values of = new Values(window, directory);
    Rule.ColdWindow fallback = Rule.ColdWindow.DEFAULT;
    return new Rule.ColdWindow(
        of.flag("enabled", fallback.enabled()),
        of.duration("budget", fallback.budget()),
        of.choice("sweep", words(Rule.Sweep.values()), fallback.sweep()),
        of.choice("onOverrun", words(Rule.OnOverrun.values()), fallback.onOverrun()),
        of.choice("onUnproved", words(Rule.OnUnproved.values()), fallback.onUnproved()));
  }

  private static <E extends Enum<E>> Map<String, E> words(E[] constants) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : constants) {
      words.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return words;
  }

  private Rule.Lifecycle lifecycle(Section lifecycle) {
    lifecycle.only(List.of("keep", "coldAfter", "deleteAfter"));
    Values of = new Values(lifecycle, directory);
    return new Rule.Lifecycle(
        lifecycle.section("keep").map(this::keep).orElse(Rule.Keep.NOTHING_SAID),
        of.optionalDuration("coldAfter").orElse(null),
        of.optionalDuration("deleteAfter").orElse(null));
  }

  private Rule.Keep keep(Section keep) {
    keep.only(List.of("last", "hourly", "daily", "weekly", "monthly", "yearly"));
    Values of = new Values(keep, directory);
    return new Rule.Keep(
        of.count("last"),
        of.count("hourly"),
        of.count("daily"),
        of.count("weekly"),
        of.count("monthly"),
        of.count("yearly"));
  }

  private List<Rule.Copy> copies() {
    List<Rule.Copy> copies = new ArrayList<>();
    for (Section copy : section.sections("copies", "an entry of copies")) {
      copy.only(List.of("vault", "passwordFile"));
      copies.add(
          new Rule.Copy(
              VaultReader.location(copy, "vault", directory),
              new Values(copy, directory).optionalPath("passwordFile").orElse(null)));
    }
    return copies;
  }
}
