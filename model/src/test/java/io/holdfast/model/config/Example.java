package io.holdfast.model.config;

/** A good configuration that uses every key but those of the other drivers. */
final class Example {
  static final String FILE = "/etc/holdfast/holdfast.yaml";

  static final String TEXT =
      """
      installation: billing-prod
      vault:
        location: /backup/vault
        passwordFile: /etc/holdfast/password
      state: /var/lib/holdfast
      suspension:
        driver: command
        suspend: ["/opt/bin/suspend", "--all"]
        status: ["/opt/bin/status"]
        resume: ["/opt/bin/resume"]
        drain: 2m
        lease: 5m
      stores:
        - name: system-database
          kind: derby
          url: "jdbc:derby://127.0.0.1:1527/systemdb"
          directory: /opt/mz/persistent/storage/systemdb
        - name: shared-disk
          kind: files
          root: /opt/mz/persistent
          profiles:
            - {path: data/aggregation, profile: aggregation}
            - {path: data/dupudr, profile: duplicate-udr}
            - {path: data/interwf, profile: inter-workflow}
            - {path: data/archive, profile: archive}
      references:
        - {from: system-database, query: "select path, length, sha256 from archive_file", to: shared-disk, base: data/archive}
      rules:
        - name: nightly
          schedule: "0 3 * * *"
          timeZone: Europe/Stockholm
          coldWindow: {enabled: true, budget: 2m, sweep: narrow, onOverrun: abort, onUnproved: downgrade}
          lifecycle: {keep: {daily: 14, monthly: 12}, coldAfter: 30d, deleteAfter: 365d}
          copies: [{vault: "s3://dr-bucket/holdfast"}]
      """;

  private Example() {}

  /** The example with one part replaced; the part must be there, once. */
  static String with(String part, String replacement) {
    int at = TEXT.indexOf(part);
    if (at < 0 || TEXT.indexOf(part, at + 1) >= 0) {
      throw new AssertionError("Not exactly once in the example: " + part);
    }
    return TEXT.replace(part, replacement);
  }
}
