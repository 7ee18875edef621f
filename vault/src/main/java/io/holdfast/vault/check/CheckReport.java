package io.holdfast.vault.check;

import io.holdfast.vault.prune.Packs;
import java.util.List;

/**
 * What a check found and how much it looked at.
 *
 * @param trees directories that were read, each once
 * @param blobs that the index names
 * @param unusedBlobs that no snapshot needs
 * @param packsRead to their end
 * @param bytesRead of packs, zero unless data was read
 * @param leftCold packs that were not read because they are cold, none unless data was read
 */
public record CheckReport(
    List<Finding> findings,
    long snapshots,
    long trees,
    long indexFiles,
    long packs,
    long blobs,
    long unusedBlobs,
    long packsRead,
    long bytesRead,
    Packs leftCold) {
  public CheckReport {
    findings = List.copyOf(findings);
  }

  public long errors() {
    return count(Finding.Severity.ERROR);
  }

  public long warnings() {
    return count(Finding.Severity.WARNING);
  }

  private long count(Finding.Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }
}
