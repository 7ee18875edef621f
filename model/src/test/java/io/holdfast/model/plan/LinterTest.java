package io.holdfast.model.plan;

import static io.holdfast.model.plan.Severity.ERROR;
import static io.holdfast.model.plan.Severity.INFO;
import static io.holdfast.model.plan.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.StoreSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LinterTest {
  private static final String TREE =
      """
      stores:
        - name: tree
          kind: files
          root: /opt/mz
          profiles:
      """;
  private static final String DRIVER_TO_AGG =
      "driver: http, url: \"http://127.0.0.1:8080/s\", drain: 2m, lease: 5m}\n"
          + TREE
          + "      - {path: data/agg, profile: aggregation}\n";
  private static final String TREE_WITHOUT_DRIVER = "driver: none}\n" + TREE;

  private static final String AGG = "- {path: data/agg, profile: aggregation}";
  private static final String ARCHIVE = "- {path: data/archive, profile: archive}";
  private static final String DB = "directory: /var/db}";
  private static final String REFERENCE =
      "{from: db, query: \"select path from f\", to: tree, base: data/archive}";
  private static final String REFERENCES = "\nreferences:\n  - " + REFERENCE;
  private static final String DB_AND_REFERENCE = DB + REFERENCES;
  private static final String WITH_REDIS =
      DB + "\n  - {name: cache, kind: redis, url: \"redis://h\"}" + REFERENCES;
  private static final String COLD_DELETED = "deleteAfter: 365d";
  private static final String PASSWORD = "passwordFile: /etc/holdfast/password";
  private static final String COPY = "[{vault: \"s3://bucket/holdfast\"}]";

  static Stream<Arguments> single() {
    return Stream.of(order(), profiles(), placement(), windowAndLease(), life())
        .flatMap(List::stream);
  }

  private static List<Arguments> order() {
    return List.of(
        of("database-before-disk", ERROR, REFERENCE, "{from: tree, query: q, to: db}"),
        of(
            "reference-circle",
            ERROR,
            REFERENCE,
            REFERENCE + "\n  - {from: tree, query: q, to: db}"),
        of("reference-circle", ERROR, REFERENCE, "{from: db, query: q, to: db}"),
        of("reference-to-database", ERROR, REFERENCE, "{from: db, query: q, to: db}"),
        of(
            "reference-to-database",
            ERROR,
            DB_AND_REFERENCE,
            WITH_REDIS + "\n  - {from: db, query: q, to: cache}"),
        of(
            "reference-from-redis",
            ERROR,
            DB_AND_REFERENCE,
            WITH_REDIS + "\n  - {from: cache, query: q, to: tree}"),
        of(
            "two-system-databases",
            ERROR,
            DB,
            DB + "\n  - {name: db2, kind: derby, url: \"jdbc:derby://h:1/e\", directory: /var/e}"),
        of(
            "two-system-databases",
            ERROR,
            DB,
            DB + "\n  - {name: db2, kind: postgresql, url: \"jdbc:postgresql://h/e\", user: u}"),
        of("archive-unchecked", WARNING, "references:\n  - " + REFERENCE + "\n", ""));
  }

  private static List<Arguments> profiles() {
    return List.of(
        of("profile-twice", ERROR, AGG, AGG + "\n      - {path: data/agg, profile: log}"),
        of("profile-nested", WARNING, AGG, AGG + "\n      - {path: data/agg/x, profile: log}"),
        of("profile-nested", WARNING, AGG, AGG + "\n      - {path: data, profile: forwarding}"),
        of(
            "profile-in-temporary",
            ERROR,
            ARCHIVE,
            ARCHIVE + "\n      - {path: data/archive/pending/x, profile: plain}"),
        of(
            "profile-in-temporary",
            ERROR,
            AGG,
            "- {path: dup, profile: duplicate-udr}\n"
                + "      - {path: dup/w/tmp, profile: aggregation}"),
        of("reference-into-temporary", ERROR, "base: data/archive}", "base: data/archive/pending}"),
        of(
            "collection-temporary-kept",
            INFO,
            AGG,
            AGG + "\n      - {path: in, profile: collection}"),
        of(
            "real-time-temporary-kept",
            INFO,
            AGG,
            AGG + "\n      - {path: out, profile: real-time-forwarding}"));
  }

  private static List<Arguments> placement() {
    return List.of(
        of("trees-overlap", ERROR, DB, DB + "\n  - {name: t2, kind: files, root: /opt/mz/data}"),
        of("trees-overlap", ERROR, DB, DB + "\n  - {name: t2, kind: files, root: /opt}"),
        of("vault-inside-store", ERROR, "location: /backup/vault", "location: /opt/mz/vault"),
        of("vault-inside-store", ERROR, "location: /backup/vault", "location: /var/db/vault"),
        of("vault-inside-store", ERROR, COPY, "[{vault: /opt/mz/copy}]"),
        of("store-inside-vault", ERROR, "location: /backup/vault", "location: /opt"),
        of("state-inside-store", ERROR, "state: /var/lib/holdfast", "state: /opt/mz/state"),
        of("password-inside-store", WARNING, "/etc/holdfast/password", "/opt/mz/password"),
        of("database-left-out", INFO, DB, "directory: /opt/mz/storage/db}"),
        of("tree-inside-database", ERROR, DB, "directory: /opt}"),
        of("tree-inside-database", ERROR, DB, "directory: /opt/mz}"),
        of("profile-inside-database", ERROR, DB, "directory: /opt/mz/data}"));
  }

  private static List<Arguments> windowAndLease() {
    return List.of(
        of("window-disabled", WARNING, "enabled: true", "enabled: false"),
        of(
            "window-without-driver",
            WARNING,
            "driver: http, url: \"http://127.0.0.1:8080/s\"",
            "driver: none"),
        of(
            "tree-of-many-instants",
            WARNING,
            "driver: http, url: \"http://127.0.0.1:8080/s\", drain: 2m, lease: 5m}\nstores:\n"
                + "  - name: tree\n",
            "driver: none}\nstores:\n  - name: tree\n    snapshot: none\n"),
        of("nothing-suspends", INFO, DRIVER_TO_AGG, TREE_WITHOUT_DRIVER),
        of("window-not-needed", INFO, AGG, ""),
        of("budget-over-lease", ERROR, "budget: 2m", "budget: 6m"),
        of("lease-short", WARNING, "budget: 2m", "budget: 4m"),
        of("drain-short", WARNING, "drain: 2m", "drain: 30s"),
        of("window-fills-schedule", ERROR, "0 3 * * *", "*/4 * * * *"));
  }

  private static List<Arguments> life() {
    return List.of(
        of("manual-rule", INFO, "    schedule: \"0 3 * * *\"\n", ""),
        of(
            "schedules-collide",
            WARNING,
            "rules:\n",
            "rules:\n  - {name: other, schedule: \"0 3 * * *\", lifecycle: {keep: {last: 3}}}\n"),
        of("cold-too-short", ERROR, COLD_DELETED, "coldAfter: 30d, deleteAfter: 119d"),
        of("cold-too-short", ERROR, COLD_DELETED, "coldAfter: 400d, deleteAfter: 365d"),
        of("cold-nowhere", WARNING, COLD_DELETED, "coldAfter: 30d, deleteAfter: 365d"),
        of("minimum-beyond-deletion", ERROR, PASSWORD, PASSWORD + ", minimumRetention: 366d"),
        of("keep-beyond-deletion", WARNING, "monthly: 12", "yearly: 3"),
        of(
            "deleted-before-next",
            WARNING,
            "{daily: 14, monthly: 12}, deleteAfter: 365d",
            "{daily: 1}, deleteAfter: 24h"),
        of(
            "kept-forever",
            INFO,
            "    lifecycle: {keep: {daily: 14, monthly: 12}, deleteAfter: 365d}\n",
            ""),
        of("copy-to-itself", ERROR, COPY, "[{vault: /backup/other/../vault/}]"),
        of("copy-twice", WARNING, COPY, "[{vault: \"s3://b-b/x\"}, {vault: \"s3://b-b/x/\"}]"));
  }

  private static Arguments of(String rule, Severity severity, String part, String replacement) {
    return Arguments.of(rule, severity, part, replacement);
  }

  @Test
  @DisplayName("A sound installation has nothing to find")
  void sound() {
    assertThat(Linter.findings(Sample.sound())).isEmpty();
    assertThatCode(() -> Linter.requireSound(Sample.sound())).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("single")
  @DisplayName("Each rule finds what it is for")
  void finds(String rule, Severity severity, String part, String replacement) {
    List<Finding> findings = Linter.findings(Sample.with(part, replacement));

    assertThat(findings)
        .anySatisfy(
            finding -> {
              assertThat(finding.rule()).isEqualTo(rule);
              assertThat(finding.severity()).isEqualTo(severity);
              assertThat(finding.where()).isNotBlank();
              assertThat(finding.message()).endsWith(".");
              assertThat(finding.next()).endsWith(".");
            });
    assertThat(findings).extracting(Finding::severity).isSorted();
  }

  @ParameterizedTest(name = "{2} → {3}")
  @MethodSource("single")
  @DisplayName("Errors and nothing else make a backup refuse with HF-207")
  void refuses(String rule, Severity severity, String part, String replacement) {
    Installation installation = Sample.with(part, replacement);
    boolean errors =
        Linter.findings(installation).stream().anyMatch(finding -> finding.severity() == ERROR);

    HoldfastException refusal =
        catchThrowableOfType(HoldfastException.class, () -> Linter.requireSound(installation));

    assertThat(errors).isEqualTo(refusal != null);
    if (severity == ERROR) {
      assertThat(refusal.code()).isEqualTo(ErrorCode.PLAN_REFUSED);
      assertThat(refusal.getMessage()).contains(rule);
    }
  }

  @Test
  @DisplayName("Records that no parser made are judged too")
  void profileOutsideRoot() {
    Installation sound = Sample.sound();
    StoreSpec tree =
        new StoreSpec.Files(
            "tree",
            Path.of("/opt/mz"),
            List.of(new ProfileDirectory("../other", Profile.AGGREGATION)));
    Installation installation =
        new Installation(
            sound.name(),
            sound.vault(),
            sound.state(),
            sound.suspension(),
            List.of(tree),
            sound.references(),
            sound.rules());

    assertThat(Linter.findings(installation))
        .extracting(Finding::rule)
        .contains("profile-outside-root", "reference-to-nowhere");
  }

  @Test
  @DisplayName("What is allowed is not found")
  void allowed() {
    assertThat(rules(Sample.with(COPY, "[{vault: /opt/mz2}]"))).isEmpty();
    assertThat(rules(Sample.with(AGG, AGG + "\n      - {path: data/agg2, profile: log}")))
        .isEmpty();
    assertThat(rules(Sample.with(AGG, AGG + "\n      - {path: ., profile: plain}"))).isEmpty();
    assertThat(rules(Sample.with("deleteAfter: 365d", "deleteAfter: 341d"))).isEmpty();
    assertThat(rules(Sample.with("lease: 5m", "lease: 4m"))).isEmpty();
    assertThat(rules(Sample.with("kind: files", "kind: files\n    snapshot: none")))
        .as("a sweep inside a window needs no snapshot")
        .isEmpty();
  }

  @Test
  @DisplayName("A vault with a cold class is asked for as many days as that class charges for")
  void coldClass() {
    String bucket = "location: \"s3://bucket/vault?cold=%s\"";
    String[] deep = {"location: /backup/vault", bucket.formatted("DEEP_ARCHIVE")};
    String[] glacier = {"location: /backup/vault", bucket.formatted("GLACIER")};
    String days = "coldAfter: 30d, deleteAfter: 209d";
    String keep = "{daily: 14, monthly: 12}, " + COLD_DELETED;
    assertThat(rules(Sample.with(deep[0], deep[1], keep, "{daily: 14}, " + days)))
        .containsExactly("cold-too-short");
    assertThat(rules(Sample.with(glacier[0], glacier[1], keep, "{daily: 14}, " + days))).isEmpty();
  }

  @Test
  @DisplayName("A minimum retention as long as sets live is no contradiction")
  void minimumAsLongAsSetsLive() {
    assertThat(rules(Sample.with(PASSWORD, PASSWORD + ", minimumRetention: 365d"))).isEmpty();
  }

  private static List<String> rules(Installation installation) {
    return Linter.findings(installation).stream().map(Finding::rule).toList();
  }
}
