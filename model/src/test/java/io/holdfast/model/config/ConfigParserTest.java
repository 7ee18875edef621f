package io.holdfast.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.installation.VaultLocation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigParserTest {
  static Stream<ConfigCases.Good> good() {
    return ConfigCases.good().stream();
  }

  static Stream<ConfigCases.Bad> bad() {
    return ConfigCases.bad().stream();
  }

  @Test
  @DisplayName("A Derby store keeps its log only if that is asked for")
  void readsLogArchive() {
    String with = Example.TEXT.replace("kind: derby", "kind: derby\n    logArchive: true");
    for (String text : List.of(Example.TEXT, with)) {
      assertThat(ConfigParser.parse(Example.FILE, text).stores().getFirst())
          .isEqualTo(
              new StoreSpec.Derby(
                  "system-database",
                  "jdbc:derby://127.0.0.1:1527/systemdb",
                  Path.of("/opt/mz/persistent/storage/systemdb"),
                  text.equals(with)));
    }
  }

  @Test
  @DisplayName("A PostgreSQL store is read, with and without a password file and attributes")
  void readsPostgresql() {
    for (String address : List.of("h/db", "db.example:5432/x", "[::1]:5432/x?sslmode=require")) {
      String text =
          Example.TEXT
              .replace("kind: derby", "kind: postgresql")
              .replace("derby://127.0.0.1:1527/systemdb", "postgresql://" + address)
              .replace("directory: /opt/mz/persistent/storage/systemdb", "user: holdfast");
      String url = "jdbc:postgresql://" + address;

      assertThat(ConfigParser.parse(Example.FILE, text).stores().getFirst())
          .isEqualTo(new StoreSpec.Postgresql("system-database", url, "holdfast", null));
      String withFile = text.replace("user: holdfast", "user: holdfast\n    passwordFile: secret");
      assertThat(ConfigParser.parse(Example.FILE, withFile).stores().getFirst())
          .isEqualTo(
              new StoreSpec.Postgresql(
                  "system-database", url, "holdfast", Path.of("/etc/holdfast/secret")));
    }
  }

  @Test
  @DisplayName("A Redis store is read, with and without a login and certificates")
  void readsRedis() {
    for (String url : List.of("redis://h", "rediss://redis.example:6380", "redis://[::1]:6379")) {
      String text =
          Example.TEXT
              .replace("kind: derby", "kind: redis")
              .replace("jdbc:derby://127.0.0.1:1527/systemdb", url)
              .replace("    directory: /opt/mz/persistent/storage/systemdb\n", "");
      assertThat(ConfigParser.parse(Example.FILE, text).stores().getFirst())
          .isEqualTo(new StoreSpec.Redis("system-database", url, null, null, null));
      String all =
          text.replace(
              "kind: redis",
              "kind: redis\n    user: u\n    passwordFile: secret\n    caFile: ca.pem");
      assertThat(ConfigParser.parse(Example.FILE, all).stores().getFirst())
          .isEqualTo(
              new StoreSpec.Redis(
                  "system-database",
                  url,
                  "u",
                  Path.of("/etc/holdfast/secret"),
                  Path.of("/etc/holdfast/ca.pem")));
    }
  }

  @Test
  @DisplayName("A vault's minimum retention is read; none is zero")
  void minimumRetention() {
    String told = "/backup/vault\n  minimumRetention: 30d";
    assertThat(
            ConfigParser.parse(Example.FILE, Example.TEXT.replace("/backup/vault", told))
                .vault()
                .minimumRetention())
        .isEqualTo(Duration.ofDays(30));
    assertThat(ConfigParser.parse(Example.FILE, Example.TEXT).vault().minimumRetention()).isZero();
  }

  @Test
  @DisplayName("The example is read to the last key")
  void readsEverything() {
    Installation read = ConfigParser.parse(Example.FILE, Example.TEXT);

    assertThat(read)
        .isEqualTo(
            new Installation(
                "billing-prod",
                new VaultLocation("/backup/vault", Path.of("/etc/holdfast/password")),
                Path.of("/var/lib/holdfast"),
                new Suspension(
                    new Suspension.Command(
                        List.of("/opt/bin/suspend", "--all"),
                        List.of("/opt/bin/status"),
                        List.of("/opt/bin/resume")),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(5)),
                List.of(
                    new StoreSpec.Derby(
                        "system-database",
                        "jdbc:derby://127.0.0.1:1527/systemdb",
                        Path.of("/opt/mz/persistent/storage/systemdb")),
                    new StoreSpec.Files(
                        "shared-disk",
                        Path.of("/opt/mz/persistent"),
                        List.of(
                            new ProfileDirectory("data/aggregation", Profile.AGGREGATION),
                            new ProfileDirectory("data/dupudr", Profile.DUPLICATE_UDR),
                            new ProfileDirectory("data/interwf", Profile.INTER_WORKFLOW),
                            new ProfileDirectory("data/archive", Profile.ARCHIVE)))),
                List.of(
                    new Reference(
                        "system-database",
                        "select path, length, sha256 from archive_file",
                        "shared-disk",
                        "data/archive")),
                List.of(
                    new Rule(
                        "nightly",
                        "0 3 * * *",
                        ZoneId.of("Europe/Stockholm"),
                        new Rule.ColdWindow(
                            true,
                            Duration.ofMinutes(2),
                            Rule.Sweep.NARROW,
                            Rule.OnOverrun.ABORT,
                            Rule.OnUnproved.DOWNGRADE),
                        new Rule.Lifecycle(
                            new Rule.Keep(
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                OptionalInt.of(14),
                                OptionalInt.empty(),
                                OptionalInt.of(12),
                                OptionalInt.empty()),
                            Duration.ofDays(30),
                            Duration.ofDays(365)),
                        List.of(new Rule.Copy("s3://dr-bucket/holdfast", null))))));
  }

  @Test
  @DisplayName("What a small file leaves out has the records' defaults; paths start at the file")
  void defaults() {
    Installation read = ConfigParser.parse("/etc/holdfast/holdfast.yaml", ConfigCases.smallest());

    assertThat(read)
        .isEqualTo(
            new Installation(
                "small",
                new VaultLocation("/etc/holdfast/vault", null),
                null,
                new Suspension(
                    new Suspension.None(), Suspension.DEFAULT_DRAIN, Suspension.DEFAULT_LEASE),
                List.of(new StoreSpec.Files("disk", Path.of("/etc/holdfast/data"), List.of())),
                List.of(),
                List.of(
                    new Rule(
                        "manual",
                        null,
                        ZoneId.of("UTC"),
                        Rule.ColdWindow.DEFAULT,
                        Rule.Lifecycle.FOREVER,
                        List.of()))));
  }

  @Test
  @DisplayName("Relative paths do not depend on where Holdfast was started")
  void relativePaths() {
    Installation read =
        ConfigParser.parse(
            "/srv/conf/holdfast.yaml", Example.with("/var/lib/holdfast", "../state/./x"));

    assertThat(read.state()).isEqualTo(Path.of("/srv/state/x"));
  }

  @Test
  @DisplayName("The http driver is read")
  void http() {
    String text =
        ConfigCases.smallest()
            + "suspension: {driver: http, url: \"http://127.0.0.1:8080/s\", lease: 90s}\n";

    assertThat(ConfigParser.parse("a.yaml", text).suspension())
        .isEqualTo(
            new Suspension(
                new Suspension.Http(URI.create("http://127.0.0.1:8080/s")),
                Suspension.DEFAULT_DRAIN,
                Duration.ofSeconds(90)));
  }

  @ParameterizedTest
  @MethodSource("good")
  @DisplayName("Good configurations are read")
  void accepts(ConfigCases.Good good) {
    assertThat(ConfigParser.parse(Example.FILE, good.text()).stores()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("bad")
  @DisplayName("Bad configurations are refused at the right place")
  void refuses(ConfigCases.Bad bad) {
    HoldfastException refusal = refusal(bad.text());

    assertThat(refusal.code()).isEqualTo(bad.code());
    assertThat(refusal.code().exitCode()).isEqualTo(2);
    assertThat(refusal.getMessage().lines().findFirst().orElseThrow())
        .startsWith(Example.FILE + ":" + bad.place() + ": ")
        .contains(bad.says());
    assertThat(refusal.safe()).isNotBlank();
    assertThat(refusal.next()).contains(Example.FILE);
  }

  @Test
  @DisplayName("One mistake makes one message")
  void noEchoes() {
    for (ConfigCases.Bad bad : ConfigCases.bad()) {
      assertThat(refusal(bad.text()).getMessage().lines().toList()).as(bad.name()).hasSize(1);
    }
  }

  @Test
  @DisplayName("All problems are told, in the order of the file, with the code of the first")
  void tellsAll() {
    String text =
        Example.TEXT
            .replace("driver: command", "driver: comand")
            .replace("kind: files", "kind: efs")
            .replace("sweep: narrow", "sweeep: narrow")
            .replace("base: data/archive", "base: /data");

    HoldfastException refusal = refusal(text);

    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_WRONG_VALUE);
    assertThat(refusal.getMessage().lines().map(line -> line.substring(Example.FILE.length())))
        .containsExactly(
            ":7:11: 'driver' must be one of http, command, none, not 'comand'; did you mean"
                + " 'command'?",
            ":19:11: this version has no driver for stores of kind 'efs'; it has derby,"
                + " postgresql, redis, files",
            ":27:108: 'base' must be relative to the store's root, not '/data'",
            ":32:45: unknown key 'sweeep' in coldWindow; did you mean 'sweep'?");
  }

  @Test
  @DisplayName("A file that is wrong throughout does not fill the terminal")
  void bounded() {
    StringBuilder text = new StringBuilder(Example.TEXT);
    for (int i = 0; i < 10_000; i++) {
      text.append("unknown").append(i).append(": x\n");
    }

    List<String> lines = refusal(text.toString()).getMessage().lines().toList();

    assertThat(lines).hasSize(Problems.SHOWN + 1);
    assertThat(lines.getLast()).isEqualTo("… and 9950 more");
  }

  @Test
  @DisplayName("Aliases cannot make a small file large")
  void aliasBomb() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(refusal(text.toString()).code()).isEqualTo(ErrorCode.CONFIG_SYNTAX);
  }

  @Test
  @DisplayName("A structure that contains itself ends")
  void recursion() {
    assertThat(refusal("stores: &s [*s]\n").code()).isEqualTo(ErrorCode.CONFIG_WRONG_VALUE);
    assertThat(refusal("&a {vault: *a}\n").code()).isEqualTo(ErrorCode.CONFIG_WRONG_VALUE);
  }

  @Test
  @DisplayName("A secret that stands in the wrong place is not repeated at length")
  void longValues() {
    String message =
        refusal(Example.with("budget: 2m", "budget: " + "x".repeat(5000))).getMessage();

    assertThat(message).hasSizeLessThan(300);
  }

  private static HoldfastException refusal(String text) {
    HoldfastException refusal =
        catchThrowableOfType(HoldfastException.class, () -> ConfigParser.parse(Example.FILE, text));
    assertThat(refusal).as("accepted:\n%s", text.lines().limit(60).toList()).isNotNull();
    return refusal;
  }
}
