package io.holdfast.model.config;

import static io.holdfast.model.config.Example.with;
import static io.holdfast.model.error.ErrorCode.CONFIG_SYNTAX;
import static io.holdfast.model.error.ErrorCode.CONFIG_TOO_NEW;
import static io.holdfast.model.error.ErrorCode.CONFIG_UNKNOWN_KEY;
import static io.holdfast.model.error.ErrorCode.CONFIG_WRONG_VALUE;
import static io.holdfast.model.error.ErrorCode.NO_DRIVER;

import io.holdfast.model.error.ErrorCode;
import java.util.List;
import java.util.stream.Stream;

/** Good and bad configurations, read by the parser and by the schema alike. */
final class ConfigCases {
  /** A configuration that both must accept. */
  record Good(String name, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A configuration that the parser must refuse.
   *
   * @param place line and column, as in {@code 12:5}
   * @param beyondSchema whether a schema cannot see the mistake
   */
  record Bad(
      String name, String text, ErrorCode code, String place, String says, boolean beyondSchema) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String COMMANDS =
      """
        driver: command
        suspend: ["/opt/bin/suspend", "--all"]
        status: ["/opt/bin/status"]
        resume: ["/opt/bin/resume"]
      """;

  private static final String AGGREGATION = "- {path: data/aggregation, profile: aggregation}";

  private static final String ROOT = "root: /opt/mz/persistent\n";

  private ConfigCases() {}

  static List<Good> good() {
    return List.of(
        new Good("the example", Example.TEXT),
        new Good("with a version", "version: 1\n" + Example.TEXT),
        new Good("smallest", smallest()),
        new Good("comments and a document start", "# a comment\n---\n" + Example.TEXT),
        new Good("http", with(COMMANDS, "  driver: http\n  url: http://127.0.0.1:8080/suspend\n")),
        new Good("https", with(COMMANDS, "  driver: http\n  url: https://engine/x?y=1\n")),
        new Good("none", with(COMMANDS, "  driver: none\n")),
        new Good("ISO duration", with("budget: 2m", "budget: PT2M")),
        new Good("combined duration", with("budget: 2m", "budget: 1h30m5s500ms")),
        new Good("ISO days", with("coldAfter: 30d", "coldAfter: P30D")),
        new Good("relative paths", with("state: /var/lib/holdfast", "state: ../state")),
        new Good("the root itself has a profile", with("path: data/archive,", "path: \".\",")),
        new Good("slash at the end", with("path: data/archive,", "path: data/archive/,")),
        new Good("a bucket without a prefix", with("s3://dr-bucket/holdfast", "s3://dr-bucket")),
        new Good(
            "a bucket elsewhere",
            with(
                "/backup/vault",
                "s3://b-b/x/y?endpoint=http://minio:9000&region=x-1&path-style=false"
                    + "&storage-class=STANDARD_IA&lock=compliance:30d")),
        new Good(
            "a cold class",
            with("/backup/vault", "s3://b-b/x?storage-class=STANDARD_IA&cold=DEEP_ARCHIVE")),
        new Good("names in the schedule", with("0 3 * * *", "*/15 1-5 * JAN,jul MON-fri")),
        new Good(
            "a copy's own password",
            with("holdfast\"}]", "holdfast\", passwordFile: /etc/holdfast/dr}]")),
        new Good("no copies", with("copies: [{vault: \"s3://dr-bucket/holdfast\"}]", "copies: []")),
        new Good("snapshots", with(ROOT, ROOT + "    snapshot: btrfs\n")),
        new Good("window disabled", with("{enabled: true,", "{enabled: false,")),
        new Good(
            "alias", with(AGGREGATION, "- &a {path: data/aggregation, profile: aggregation}")));
  }

  static String smallest() {
    return """
    installation: small
    vault: {location: vault}
    stores: [{name: disk, kind: files, root: data}]
    rules: [{name: manual}]
    """;
  }

  static List<Bad> bad() {
    return Stream.of(syntax(), unknownKeys(), missingKeys(), wrongValues(), wrongTypes(), beyond())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Bad> syntax() {
    return List.of(
        bad("open list", "a: [1", CONFIG_SYNTAX, "1:6", "expected ',' or ']'"),
        bad("open quote", "a: 'x", CONFIG_SYNTAX, "1:6", "unexpected end"),
        bad("tab", "a:\n\t- b", CONFIG_SYNTAX, "2:1", "TAB"),
        bad("unknown alias", "a: *b", CONFIG_SYNTAX, "1:4", "undefined alias"),
        bad("control character", "a: b\nc: \u0007", CONFIG_SYNTAX, "2:4", "U+0007"),
        bad("two documents", "a: 1\n---\nb: 2", CONFIG_SYNTAX, "2:1", "another document"),
        bad("strange version of YAML", "%YAML 9.0\n---\na: 1", CONFIG_SYNTAX, "1:1", "%YAML"),
        bad("too deep", "[".repeat(100_000), CONFIG_SYNTAX, "1:41", "more than 40 levels"),
        bad("too long", "a".repeat(1 << 20) + "b", CONFIG_SYNTAX, "1:1", "at most 1048576"));
  }

  private static List<Bad> unknownKeys() {
    return List.of(
        key("misspelt", with("sweep: narrow", "sweeep: narrow"), "32:45", "did you mean 'sweep'?"),
        key("other case", with("passwordFile:", "PasswordFile:"), "4:3", "mean 'passwordFile'?"),
        key(
            "top level",
            Example.TEXT + "colour: red\n",
            "35:1",
            "unknown key 'colour' in the file"),
        key(
            "of another driver",
            with("  drain: 2m", "  drain: 2m\n  url: http://x"),
            "12:3",
            "'url' belongs to driver http"),
        key(
            "of another kind",
            with("root: /opt/mz/persistent\n", "root: /opt/mz/persistent\n    url: x\n"),
            "21:5",
            "'url' belongs to kind derby"),
        key("in keep", with("daily: 14", "dayly: 14"), "33:24", "did you mean 'daily'?"),
        key(
            "in a copy",
            with("copies: [{vault", "copies: [{region: x, vault"),
            "34:15",
            "'region'"),
        key("in a reference", with("base: data", "bass: data"), "27:102", "did you mean 'base'?"),
        key("in a profile", with(AGGREGATION, "- {path: a, profile: log, b: c}"), "22:33", "'b'"),
        key("merge key", with("{enabled: true,", "{<<: {enabled: true},"), "32:18", "'<<'"));
  }

  private static List<Bad> missingKeys() {
    return List.of(
        wrong("no installation", with("installation: billing-prod", ""), "2:1", "'installation'"),
        wrong(
            "no location", with("  location: /backup/vault\n", ""), "3:3", "'location' is missing"),
        wrong("no kind", with("    kind: derby\n", ""), "14:5", "'kind' is missing in a store"),
        wrong("no root", with("    root: /opt/mz/persistent\n", ""), "18:5", "'root' is missing"),
        wrong("no url", with(COMMANDS, "  driver: http\n"), "7:3", "'url' is missing"),
        wrong("no status", with("  status: [\"/opt/bin/status\"]\n", ""), "7:3", "'status'"),
        wrong(
            "no query",
            with("query: \"select path, length, sha256 from archive_file\", ", ""),
            "27:5",
            "'query' is missing"),
        wrong("no value", with("state: /var/lib/holdfast", "state:"), "5:7", "has no value"),
        wrong("no driver", with("  driver: command\n", ""), "7:3", "'driver' is missing"),
        wrong(
            "no stores",
            "installation: a\nvault: {location: b}\nrules: [{name: c}]\n",
            "1:1",
            "'stores' is missing"),
        wrong(
            "empty stores",
            ConfigCases.smallest().replaceAll("stores: .*", "stores: []"),
            "3:9",
            "at least one"),
        wrong("no rules", ConfigCases.smallest().replaceAll("rules: .*", ""), "1:1", "'rules'"),
        wrong("empty command", with("[\"/opt/bin/status\"]", "[]"), "9:11", "at least one entry"));
  }

  private static List<Bad> wrongValues() {
    return List.of(
        wrong("name", with("billing-prod", "billing/prod"), "1:15", "letters, digits"),
        wrong("hidden name", with("billing-prod", ".."), "1:15", "letters, digits"),
        wrong("store name", with("name: shared-disk", "name: \"a b\""), "18:11", "letters"),
        wrong("kind", with("kind: files", "kind: file"), "19:11", "did you mean 'files'?"),
        wrong("driver", with("driver: command", "driver: https"), "7:11", "did you mean 'http'?"),
        wrong("profile", with("profile: archive}", "profile: archives}"), "25:39", "'archive'?"),
        wrong("no unit", with("budget: 2m", "budget: \"2\""), "32:41", "must be a duration"),
        wrong("unit order", with("budget: 2m", "budget: 30m1h"), "32:41", "must be a duration"),
        wrong("negative", with("budget: 2m", "budget: -2m"), "32:41", "must be a duration"),
        wrong("zero", with("budget: 2m", "budget: 0s"), "32:41", "longer than 0"),
        wrong("sweep", with("sweep: narrow", "sweep: wide"), "32:52", "one of full, narrow"),
        wrong(
            "snapshot",
            with(ROOT, ROOT + "    snapshot: lvm\n"),
            "21:15",
            "auto, none, btrfs, zfs"),
        wrong("overrun", with("onOverrun: abort", "onOverrun: ignore"), "32:71", "downgrade"),
        wrong(
            "unproved",
            with("onUnproved: downgrade", "onUnproved: ignore"),
            "32:90",
            "one of repeat, downgrade"),
        wrong("count of nothing", with("daily: 14", "daily: 0"), "33:31", "whole number"),
        wrong("too large a count", with("daily: 14", "daily: 1000001"), "33:31", "1000000"),
        wrong("vault by another road", with("/backup/vault", "ftp://x/y"), "3:13", "ftp://x/y"),
        wrong("bucket", with("/backup/vault", "s3://B/x"), "3:13", "s3://bucket/prefix"),
        wrong("home", with("/var/lib/holdfast", "~/holdfast"), "5:8", "not expanded"),
        wrong("absolute", with("path: data/dupudr", "path: /data/dupudr"), "23:16", "relative"),
        wrong("way out", with("path: data/dupudr", "path: ../data"), "23:16", "'..'"),
        wrong("detour", with("path: data/dupudr", "path: data/./x"), "23:16", "'.'"),
        wrong("double slash", with("path: data/dupudr", "path: data//x"), "23:16", "no empty"),
        wrong("backslash", with("path: data/dupudr", "path: data\\x"), "23:16", "forward slashes"),
        wrong("url with attributes", with("systemdb\"", "systemdb;create=true\""), "16:10", "url"),
        wrong("password in a url", postgresql("h/db?password=x"), "16:10", "jdbc:postgresql"),
        wrong("several hosts", postgresql("h,i/db"), "16:10", "jdbc:postgresql"),
        wrong("no database", postgresql("h:5432/"), "16:10", "jdbc:postgresql"),
        wrong("password in a Redis url", redis("redis://u:p@h"), "16:10", "redis://host:port"),
        wrong("database in a Redis url", redis("redis://h:1/2"), "16:10", "redis://host:port"),
        wrong("several Redis hosts", redis("rediss://h,i"), "16:10", "redis://host:port"),
        wrong("not a Derby url", with("jdbc:derby:", "jdbc:mysql:"), "16:10", "jdbc:derby"),
        wrong(
            "url with a user",
            with(COMMANDS, "  driver: http\n  url: http://a:b@c/\n"),
            "8:8",
            "without a user"),
        wrong("schedule", with("0 3 * * *", "0 3 * *"), "30:15", "five fields"),
        wrong("shorthand", with("0 3 * * *", "@daily"), "30:15", "shorthand"),
        wrong(
            "blank",
            with("passwordFile: /etc/holdfast/password", "passwordFile: \" \""),
            "4:17",
            "is empty"),
        new Bad("newer", "version: 2\nfancy: new\n", CONFIG_TOO_NEW, "1:10", "version 2", false),
        wrong("version 0", "version: 0\n" + Example.TEXT, "1:10", "'version' must be 1"),
        driver("store", with("kind: derby", "kind: memorydb"), "15:11", "'memorydb'"),
        driver("suspension", with("driver: command", "driver: helm"), "7:11", "'helm'"));
  }

  private static String postgresql(String address) {
    return Example.TEXT
        .replace("kind: derby", "kind: postgresql")
        .replace("jdbc:derby://127.0.0.1:1527/systemdb", "jdbc:postgresql://" + address)
        .replace("directory: /opt/mz/persistent/storage/systemdb", "user: holdfast");
  }

  private static String redis(String url) {
    return Example.TEXT
        .replace("kind: derby", "kind: redis")
        .replace("jdbc:derby://127.0.0.1:1527/systemdb", url)
        .replace("directory: /opt/mz/persistent/storage/systemdb", "user: holdfast");
  }

  private static List<Bad> wrongTypes() {
    return List.of(
        wrong("nothing at all", "", "1:1", "says nothing"),
        wrong("a word", "holdfast", "1:1", "must be a mapping"),
        wrong("a list", "- a\n", "1:1", "must be a mapping"),
        wrong(
            "vault as text",
            with(
                """
                vault:
                  location: /backup/vault
                  passwordFile: /etc/holdfast/password
                """,
                "vault: /backup\n"),
            "2:8",
            "must be a mapping"),
        wrong(
            "stores as a mapping",
            ConfigCases.smallest().replaceAll("stores: .*", "stores: {}"),
            "3:9",
            "must be a list"),
        wrong("number as name", with("billing-prod", "2024"), "1:15", "'2024' in quotes"),
        wrong("number as duration", with("budget: 2m", "budget: 120"), "32:41", "duration"),
        wrong("word as flag", with("enabled: true", "enabled: yes"), "32:27", "true or false"),
        wrong("word as count", with("daily: 14", "daily: many"), "33:31", "whole number"),
        wrong("fraction", with("daily: 14", "daily: 1.5"), "33:31", "whole number"),
        wrong(
            "command as text",
            with("[\"/opt/bin/resume\"]", "/opt/bin/resume"),
            "10:11",
            "must be a list"),
        wrong("list as text", with("state: /var/lib/holdfast", "state: [a]"), "5:8", "not a list"),
        wrong("text as a profile", with(AGGREGATION, "- data"), "22:9", "must be a mapping"),
        wrong("null in a list", with(AGGREGATION, "-"), "22:8", "must be a mapping"));
  }

  private static List<Bad> beyond() {
    return List.of(
        beyond("twice", with("state: /var/lib/holdfast", "state: /a\nstate: /b"), "6:1", "twice"),
        beyond(
            "store twice", with("name: shared-disk", "name: system-database"), "18:11", "already"),
        beyond("parameter", with("/backup/vault", "s3://b-b/x?regin=x"), "3:13", "endpoint, lock"),
        beyond("secret", with("/backup/vault", "s3://b-b?secret-key=x"), "3:13", "no parameter"),
        beyond("class", with("/backup/vault", "s3://b-b?storage-class=GLACIER"), "3:13", "at once"),
        beyond("cold", with("/backup/vault", "s3://b-b?cold=STANDARD"), "3:13", "DEEP_ARCHIVE"),
        beyond(
            "cold and lock",
            with("/backup/vault", "s3://b-b?cold=GLACIER&lock=governance:30d"),
            "3:13",
            "paid for twice"),
        beyond(
            "nothing hot",
            with("/backup/vault", "s3://b-b?cold=GLACIER_IR&storage-class=GLACIER_IR"),
            "3:13",
            "nothing would be hot"),
        beyond("lock", with("/backup/vault", "s3://b-b?lock=30d"), "3:13", "governance:30d"),
        beyond(
            "parameter twice",
            with("/backup/vault", "s3://b-b?region=a&region=b"),
            "3:13",
            "twice"),
        beyond("rule twice", Example.TEXT + "  - name: nightly\n", "35:11", "already"),
        beyond(
            "no such store",
            with("to: shared-disk", "to: shared-disc"),
            "27:89",
            "did you mean 'shared-disk'?"),
        beyond(
            "zone",
            with("Europe/Stockholm", "Europe/Stokholm"),
            "31:15",
            "did you mean 'Europe/Stockholm'?"),
        beyond("hour 24", with("0 3 * * *", "0 24 * * *"), "30:15", "between 0 and 23"),
        beyond("a day that never comes", with("0 3 * * *", "0 3 30 2 *"), "30:15", "never comes"),
        beyond("century", with("deleteAfter: 365d", "deleteAfter: 40000d"), "33:78", "duration"),
        beyond("port", with(COMMANDS, "  driver: http\n  url: \"http://a:b:c/\"\n"), "8:8", "url"),
        beyond("negative ISO", with("budget: 2m", "budget: PT-2M"), "32:41", "duration"),
        beyond("tag", with("/var/lib/holdfast", "!path /var/lib"), "5:8", "must be text"));
  }

  private static Bad bad(String name, String text, ErrorCode code, String place, String says) {
    return new Bad(name, text, code, place, says, false);
  }

  private static Bad key(String name, String text, String place, String says) {
    return bad("unknown key: " + name, text, CONFIG_UNKNOWN_KEY, place, says);
  }

  private static Bad wrong(String name, String text, String place, String says) {
    return bad("wrong: " + name, text, CONFIG_WRONG_VALUE, place, says);
  }

  private static Bad driver(String name, String text, String place, String says) {
    return bad("no driver: " + name, text, NO_DRIVER, place, says);
  }

  private static Bad beyond(String name, String text, String place, String says) {
    return new Bad("beyond: " + name, text, CONFIG_WRONG_VALUE, place, says, true);
  }
}
