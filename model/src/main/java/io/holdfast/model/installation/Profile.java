package io.holdfast.model.installation;

import java.util.Locale;
import java.util.Optional;

/**
 * What a directory of a shared tree is for, which decides what is temporary in it. The names that
 * are temporary in one profile are ordinary user data in another.
 */
public enum Profile {
  /** Aggregation sessions: append-only rolling files; {@code TEMP.} files are uncommitted. */
  AGGREGATION,
  /** Duplicate-UDR containers; {@code tmp/} below the store holds uncommitted cache files. */
  DUPLICATE_UDR,
  /** Inter-workflow batches; {@code DR_TMP_DIR/} holds the open batch. */
  INTER_WORKFLOW,
  /** Archives; {@code pending/} and {@code DR_TMP_DIR/} hold files that are not committed yet. */
  ARCHIVE,
  /** Output of batch workflows; {@code DR_TMP_DIR/} holds the open batch, which is done again. */
  FORWARDING,
  /**
   * Output of real-time workflows: {@code DR_TMP_DIR/} holds synchronised output that is recovered
   * at the next start, so nothing is left out.
   */
  REAL_TIME_FORWARDING,
  /**
   * Input. {@code DR_TMP_DIR/} may hold the only copy of a claimed input file, so nothing is left
   * out; and the writers are other systems that no suspension reaches, so arrivals inside the
   * window are expected.
   */
  COLLECTION,
  /**
   * Logs, which the platform goes on writing while workflows are suspended; changes inside the
   * window are expected and captured as they were found.
   */
  LOG,
  /** Anything else: only {@code TEMP.} files are left out. */
  PLAIN;

  /** The name in the configuration: {@code duplicate-udr}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Profile> named(String label) {
    for (Profile profile : values()) {
      if (profile.label().equals(label)) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }

  /** Whether the suspension does not reach this directory's writers. */
  public boolean writtenDuringSuspension() {
    return this == COLLECTION || this == LOG;
  }
}
