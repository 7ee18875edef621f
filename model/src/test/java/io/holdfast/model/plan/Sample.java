package io.holdfast.model.plan;

import io.holdfast.model.config.ConfigParser;
import io.holdfast.model.installation.Installation;

/** A sound installation with nothing to find, and changes to it. */
final class Sample {
  private static final String TEXT =
      """
      installation: billing
      vault: {location: /backup/vault, passwordFile: /etc/holdfast/password}
      state: /var/lib/holdfast
      suspension: {driver: http, url: "http://127.0.0.1:8080/s", drain: 2m, lease: 5m}
      stores:
        - name: tree
          kind: files
          root: /opt/mz
          profiles:
            - {path: data/agg, profile: aggregation}
            - {path: data/archive, profile: archive}
        - {name: db, kind: derby, url: "jdbc:derby://h:1/d", directory: /var/db}
      references:
        - {from: db, query: "select path from f", to: tree, base: data/archive}
      rules:
        - name: nightly
          schedule: "0 3 * * *"
          coldWindow: {enabled: true, budget: 2m}
          lifecycle: {keep: {daily: 14, monthly: 12}, deleteAfter: 365d}
          copies: [{vault: "s3://bucket/holdfast"}]
      """;

  private Sample() {}

  static Installation sound() {
    return read(TEXT);
  }

  /** The sound installation with pairs of text replaced; each must be there, once. */
  static Installation with(String... partsAndReplacements) {
    String text = TEXT;
    for (int i = 0; i < partsAndReplacements.length; i += 2) {
      String part = partsAndReplacements[i];
      int at = text.indexOf(part);
      if (at < 0 || text.indexOf(part, at + 1) >= 0) {
        throw new AssertionError("Not exactly once: " + part);
      }
      text = text.replace(part, partsAndReplacements[i + 1]);
    }
    return read(text);
  }

  static Installation and(String atTheEnd) {
    return read(TEXT + atTheEnd);
  }

  private static Installation read(String text) {
    return ConfigParser.parse("/etc/holdfast/holdfast.yaml", text);
  }
}
