package io.holdfast.model.error;

import static io.holdfast.model.error.Retry.NO;
import static io.holdfast.model.error.Retry.UNKNOWN;
import static io.holdfast.model.error.Retry.YES;

/**
 * The stable codes. {@code HF-402} has its page in {@code docs/errors/HF-402.md} and ends the
 * process with exit code 4. Codes are never reused; a code that is no longer raised keeps its page.
 */
public enum ErrorCode {
  INTERNAL(101, "Holdfast made a mistake", UNKNOWN),
  DISK_FULL(102, "No space left", NO),
  INPUT_OUTPUT(103, "A file could not be read or written", YES),
  SUSPEND_FAILED(104, "Processing could not be suspended", YES),
  RESUME_UNCONFIRMED(105, "Processing could not be confirmed to have resumed", UNKNOWN),
  DRAIN_TIMED_OUT(106, "Processing did not become quiet in time", YES),
  STORE_FAILED(107, "A store could not be captured", YES),
  OUTCOME_UNKNOWN(108, "It is not known whether the operation took effect", UNKNOWN),
  RESTORE_INCOMPLETE(109, "Not everything could be restored", YES),
  DEMO_FAILED(110, "The demonstration did not end as it should", NO),
  WINDOW_OVER_BUDGET(111, "The cold window went over its budget", YES),
  LOG_BROKEN(112, "The write-ahead log cannot be gone on with", NO),
  OBJECT_STORE_UNAVAILABLE(120, "The object store does not answer", YES),

  USAGE(201, "The command line is not understood", NO),
  CONFIG_NOT_FOUND(202, "The configuration file cannot be read", NO),
  CONFIG_SYNTAX(203, "The configuration is not YAML", NO),
  CONFIG_UNKNOWN_KEY(204, "The configuration has a key that is not known", NO),
  CONFIG_WRONG_VALUE(205, "The configuration has a wrong value", NO),
  CONFIG_TOO_NEW(206, "The configuration is from a newer version", NO),
  PLAN_REFUSED(207, "The plan breaks a rule", NO),
  NOT_FOUND(208, "No such recovery set or snapshot", NO),
  AMBIGUOUS(209, "The name fits more than one", NO),
  TARGET_NOT_EMPTY(210, "The restore target is not empty", NO),
  PASSWORD_MISSING(211, "No password was given", NO),
  VAULT_EXISTS(212, "There is a vault already", NO),
  NOT_A_RECOVERY_SET(213, "The snapshot is not a recovery set", NO),
  NO_DRIVER(214, "No driver for this kind of store or suspension", NO),
  LAST_KEY(215, "The last key cannot be removed", NO),
  NO_SNAPSHOT(216, "A snapshot was asked for that cannot be taken", NO),
  NO_DATABASE_PROGRAMS(217, "The database's own programs are missing or too old", NO),
  DATABASE_REFUSED(218, "The database refuses the login or a right", NO),
  REPLICATION_FORBIDDEN(219, "The server may not be read by replication", NO),
  RECOVERY_SECRET_MISTYPED(230, "The recovery kit's secret is mistyped", NO),

  NOT_CONSISTENT(301, "The set is not consistent", YES),
  FILES_SKIPPED(302, "Some files were not captured", YES),
  METADATA_NOT_RESTORED(303, "Some metadata could not be restored", NO),
  NOT_PROVED_HERE(304, "Not everything could be proved on this machine", NO),
  COPY_INCOMPLETE(310, "Not everything could be copied", YES),
  REPAIRED_IN_PART(311, "Not everything could be repaired", NO),
  NOT_WARM_YET(312, "Not everything is warm yet", YES),

  VAULT_NOT_FOUND(401, "There is no vault at this location", NO),
  WRONG_PASSWORD(402, "The password opens no key of this vault", NO),
  NOT_A_VAULT(403, "What is there is not a vault", NO),
  VAULT_TOO_NEW(404, "The vault's format is newer than this program", NO),
  VAULT_NO_ACCESS(405, "The vault may not be read or written", NO),
  OBJECT_STORE_REFUSES_LOGIN(410, "The object store refuses the login", NO),
  OBJECT_LOCKED(411, "The object is locked against deletion", NO),
  OBJECT_COLD(412, "The object must be warmed before it can be read", NO),
  LEGAL_HOLD(413, "A legal hold keeps the set", NO),
  MINIMUM_RETENTION(414, "The vault's minimum retention is not over", NO),

  OBJECT_DAMAGED(501, "An object in the vault is damaged", NO),
  BLOB_MISSING(502, "The vault lacks a part that is needed", NO),
  CHECK_FOUND_DAMAGE(503, "The check found damage", NO),
  PATH_ESCAPES(504, "A path in the snapshot leads out of the target", NO),

  RUN_IN_PROGRESS(601, "Another run is at work", YES),
  VAULT_LOCKED(602, "The vault is locked by another program", YES),
  LEASE_LOST(603, "The suspension ended too early", YES),
  ALREADY_SUSPENDED(604, "Processing is already suspended by another", YES),
  PRUNE_OVERTOOK(605, "A prune removed what this run counted on", YES),

  NOT_SEALED(701, "The set is not sealed", NO),
  ILLEGAL_PAIR(702, "The database is newer than the disk", NO),
  OPEN_CLOSURE(703, "The database refers to files that are not there", NO),
  INSTALLATION_RUNNING(704, "The installation is running", NO),
  SWAP_FAILED(705, "The restored data could not be put in place", YES),
  RESTORE_UNPROVED(706, "The restored data is not what was captured", NO),
  MOUNT_POINT(707, "A mount point cannot be replaced", NO),

  INTERRUPTED(130, "Interrupted", YES);

  private final int number;
  private final String title;
  private final Retry retry;

  ErrorCode(int number, String title, Retry retry) {
    this.number = number;
    this.title = title;
    this.retry = retry;
  }

  /** The code as people and scripts see it, such as {@code HF-402}. */
  public String code() {
    return "HF-" + number;
  }

  public String title() {
    return title;
  }

  public Retry retry() {
    return retry;
  }

  /** The exit code of a process that ends with this error. */
  public int exitCode() {
    return this == INTERRUPTED ? 130 : number / 100;
  }

  /** The page that explains it, relative to the documentation's root. */
  public String page() {
    return "docs/errors/" + code() + ".md";
  }
}
