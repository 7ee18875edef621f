package io.holdfast.stores.derby;

import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Concurrency;
import io.holdfast.capture.TreeCapture;
import io.holdfast.capture.TreeSpec;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Point;
import io.holdfast.platform.Disk;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Readiness;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One Derby database during one backup. */
final class DerbyStore implements Store {
  private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);

  private static final String BACKUP = "SYSCS_UTIL.SYSCS_BACKUP_DATABASE";
  private static final String ARCHIVING_BACKUP =
      "SYSCS_UTIL.SYSCS_BACKUP_DATABASE_AND_ENABLE_LOG_ARCHIVE_MODE";

  private final StoreSpec.Derby spec;
  private final StoreContext context;
  private Path staging;
  private int fixings;
  private volatile boolean fixingGoesOn;
  private @Nullable Duration fixing;
  private @Nullable Connection connection;
  private @Nullable CallableStatement backup;
  private @Nullable EmbeddedDerby opened;

  DerbyStore(StoreSpec.Derby spec, StoreContext context) {
    this.spec = spec;
    this.context = context;
    this.staging = stagingOf(fixings);
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public String kind() {
    return "derby";
  }

  /** Connects and prepares the call while processing runs, so that the window pays for neither. */
  @Override
  public Readiness prepare(Progress progress) {
    try {
      Disk.createPrivateDirectories(staging);
      DriverManager.setLoginTimeout((int) LOGIN_TIMEOUT.toSeconds());
      Connection opened = DriverManager.getConnection(spec.url());
      connection = opened;
      if (!opened.isValid((int) LOGIN_TIMEOUT.toSeconds())) {
        throw failed("it does not answer" + whoHasItOpen(), null);
      }
      backup = opened.prepareCall("CALL " + backupCall());
      prepareArchive();
      return Readiness.READY;
    } catch (SQLException unreachable) {
      throw failed(unreachable.getMessage() + whoHasItOpen(), unreachable);
    } catch (IOException cannotStage) {
      throw cannotStage(cannotStage);
    }
  }

  /** The zero: Derby removes none of the archived log, because no set with it is sealed yet. */
  private String backupCall() {
    return spec.logArchive() ? ARCHIVING_BACKUP + "(?, 0)" : BACKUP + "(?)";
  }

  private void prepareArchive() {
    if (spec.logArchive()) {
      try {
        LogArchive.ofLive(spec.directory()).removeUnneeded(context.earlier());
      } catch (IOException cannot) {
        throw archiveFailed(cannot);
      }
    }
  }

  private HoldfastException archiveFailed(IOException why) {
    return failed("its log cannot be kept, as 'logArchive' asks for: " + why.getMessage(), why);
  }

  /** A database that is not reached may be down, or in a process that does not answer. */
  private String whoHasItOpen() {
    if (DatabaseLock.isHeld(spec.directory())) {
      return ". A process has %s open and does not answer there".formatted(spec.directory());
    }
    return ". No process that this user can see has %s open".formatted(spec.directory());
  }

  /** The database keeps its own account of what is written; there is nothing to remember. */
  @Override
  public void mark() {}

  @Override
  public Point fix(Rule.Sweep sweep, Progress progress) {
    long begun = context.clock().nanos();
    Instant from = context.clock().now();
    fixingGoesOn = true;
    try {
      CallableStatement call = Objects.requireNonNull(backup, "prepared first");
      call.setString(1, freshStaging().toString());
      call.execute();
    } catch (SQLException refused) {
      throw failed("its online backup failed: " + refused.getMessage(), refused);
    } finally {
      fixingGoesOn = false;
    }
    fixing = Duration.ofNanos(context.clock().nanos() - begun);
    return new Point(from, latest(from, context.clock().now()));
  }

  @Override
  public CapturedMember complete(Progress progress) {
    Optional<LogArchive.Taken> log = takeArchive();
    try (TreeCapture capture =
        new TreeCapture(
            TreeSpec.everything(copy(), List.of()),
            context.sink(),
            context.clock(),
            Concurrency.adaptive(context.threads()))) {
      CapturedTree tree = capture.captureAll(progress);
      ObjectNode evidence = JsonMapper.shared().createObjectNode();
      evidence.put("method", spec.logArchive() ? ARCHIVING_BACKUP : BACKUP);
      evidence.put("fixMillis", fixing == null ? 0 : fixing.toMillis());
      List<Doubt> doubts = new ArrayList<>();
      if (!tree.whole()) {
        doubts.add(
            new Doubt(
                Grade.PARTIAL,
                "store '%s': the staged copy could not be read whole (%d torn, %d skipped)"
                    .formatted(spec.name(), tree.counts().torn(), tree.counts().skipped())));
      } else {
        log.ifPresent(taken -> CapturedLog.tell(evidence, taken));
      }
      return new CapturedMember(
          tree.rootNode(), tree.counts().files(), tree.counts().bytes(), evidence, doubts);
    }
  }

  private Optional<LogArchive.Taken> takeArchive() {
    if (!spec.logArchive()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LogArchive.ofLive(spec.directory()).addTo(copy()));
    } catch (IOException cannot) {
      throw archiveFailed(cannot);
    }
  }

  /** Answered by the staged copy, which is stored already and may change now. */
  @Override
  public ReferenceRows references(String query) {
    EmbeddedDerby database = opened;
    if (database == null) {
      database = new EmbeddedDerby(copy(), context.work());
      opened = database;
    }
    return database.references(query);
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
    if (connection != null) {
      try {
        end(connection);
      } catch (SQLException alreadyGone) {
        // The server ended the connection before we could; there is nothing left to end.
        return;
      }
    }
  }

  /**
   * A call that goes on holds the connection, and closing it would wait for the call: a fixing that
   * was given up must not be waited for, so it is ended by a thread that nobody waits for.
   */
  private void end(Connection open) throws SQLException {
    if (fixingGoesOn) {
      open.abort(task -> Thread.ofPlatform().daemon().name("end-" + spec.name()).start(task));
    } else {
      open.close();
    }
  }

  /** A fixing that was given up may have left half a copy, or be writing one still. */
  private Path freshStaging() {
    staging = stagingOf(fixings++);
    try {
      Disk.createPrivateDirectories(staging);
      return staging;
    } catch (IOException cannotStage) {
      throw cannotStage(cannotStage);
    }
  }

  private Path stagingOf(int fixing) {
    return context.work().resolve("online-backup-" + fixing);
  }

  /** Where Derby put the copy: below the staging directory, under the database's own name. */
  private Path copy() {
    try {
      List<Path> copies = Disk.list(staging).stream().filter(Disk::isDirectory).toList();
      if (copies.size() != 1) {
        throw failed("its online backup left " + copies.size() + " databases in " + staging, null);
      }
      return copies.getFirst();
    } catch (IOException cannotList) {
      throw failed("the staging directory cannot be read: " + cannotList.getMessage(), cannotList);
    }
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private HoldfastException cannotStage(IOException why) {
    return failed("no staging directory at " + staging + ": " + why.getMessage(), why);
  }

  private HoldfastException failed(String why, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.STORE_FAILED,
        "Derby store '%s' at %s: %s"
            .formatted(
                spec.name(), urlWithoutSecrets(), why.replace(spec.url(), urlWithoutSecrets())),
        "The database is unharmed and processing goes on; no set was sealed.",
        "Look whether the database's network server answers at that address and may write to "
            + staging
            + ".",
        cause);
  }

  /** Derby's connection attributes, a password among them, follow the first semicolon. */
  private String urlWithoutSecrets() {
    int attributes = spec.url().indexOf(';');
    return attributes < 0 ? spec.url() : spec.url().substring(0, attributes);
  }
}
