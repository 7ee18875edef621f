package io.holdfast.usage;

import io.holdfast.usage.aggregation.FileSessions;
import io.holdfast.usage.aggregation.RedisSessions;
import io.holdfast.usage.aggregation.SessionStorage;
import io.holdfast.usage.control.ControlServer;
import io.holdfast.usage.control.StatusSource;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.database.SystemDatabase;
import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.duplicate.Containers;
import io.holdfast.usage.json.Json;
import io.holdfast.usage.suspension.Gate;
import io.holdfast.usage.suspension.Time;
import io.holdfast.usage.suspension.Worker;
import io.holdfast.usage.suspension.Worker.Kind;
import io.holdfast.usage.workflow.Aggregation;
import io.holdfast.usage.workflow.ArchiveCleaner;
import io.holdfast.usage.workflow.Backlog;
import io.holdfast.usage.workflow.BatchLoop;
import io.holdfast.usage.workflow.Collection;
import io.holdfast.usage.workflow.Counters;
import io.holdfast.usage.workflow.Defragmenter;
import io.holdfast.usage.workflow.EngineLog;
import io.holdfast.usage.workflow.Pace;
import io.holdfast.usage.workflow.RealTime;
import io.holdfast.usage.workflow.Recovery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One running engine: recovery first, then every workflow on a thread of its own. */
final class Engine implements StatusSource {
  private static final long POLL_MILLIS = 100;
  private static final long STOP_MILLIS = 60_000;

  private final Settings settings;
  private final Home home;
  private final EngineLog log;
  private final SystemDatabase database;
  private final Gate gate = new Gate(Time.system());
  private final Counters counters = new Counters();
  private final Pace pace;
  private final Backlog backlog;
  private final String startedAt = Instant.now().toString();
  private final Worker collecting;
  private final Worker aggregating = new Worker("aggregation", Kind.BATCH, false);
  private final Worker forwarding = new Worker("real-time", Kind.REAL_TIME, false);
  private final Worker cleaning = new Worker("archive-cleaner", Kind.TASK, false);
  private final Worker defragmenting = new Worker("defragmenter", Kind.TASK, false);
  private final List<Ledger> ledgers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Databases databases;
  private final @Nullable DerbyServer derby;
  private final ControlServer control;
  private @Nullable SessionStorage sessions;
  private @Nullable Collection collection;
  private @Nullable RealTime realTime;

  Engine(Settings settings) throws IOException, SQLException, InterruptedException {
    this.settings = settings;
    this.home = new Home(settings.home());
    home.createDirectories();
    this.log = new EngineLog(home.log());
    this.pace = new Pace(settings.rate());
    this.collecting = new Worker("collection", Kind.BATCH, settings.ignoreSuspension());
    this.databases = settings.databases();
    DerbyServer.prepare(home, "derby.log");
    createDatabase();
    this.database = SystemDatabase.open(databases.system());
    this.backlog = recover();
    this.derby = databases.embedded() ? DerbyServer.start(home, settings.derbyPort()) : null;
    this.control = new ControlServer(gate, this, settings.controlPort());
  }

  private void createDatabase() throws IOException, SQLException {
    if (databases.system().exists()) {
      return;
    }
    Recovery.requireNoData(home, databases.system());
    var redis = databases.redis();
    if (redis != null) {
      RedisSessions.requireNone(redis);
    }
    SystemDatabase.create(databases.system());
  }

  private Backlog recover() throws IOException, SQLException {
    var ledger = ledger();
    var recovery = new Recovery(home, ledger, log);
    var aborted = recovery.run();
    for (var worker : workers()) {
      var reason = aborted.get(worker.name());
      if (reason != null) {
        worker.abort(reason);
      }
    }
    counters.load(ledger);
    var waiting = new Backlog(ledger.countWaiting());
    ledger.rollback();
    return waiting;
  }

  void start() throws IOException, SQLException {
    prepare(collecting, this::prepareCollection);
    prepare(aggregating, this::prepareAggregation);
    prepare(forwarding, this::prepareRealTime);
    var cleaner = new ArchiveCleaner(home, ledger(), settings.archiveKeep());
    if (!collecting.aborted()) {
      work(cleaning, 500, cleaner::run);
    } else {
      cleaning.abort("the archive has dangling references or the collection is aborted");
    }
    if (settings.ignoreSuspension()) {
      var rogue = new Thread(new RogueReport(home), "rogue-report");
      rogue.setDaemon(true);
      rogue.start();
    }
    threads.forEach(Thread::start);
    control.start();
    log.write(
        "running: control %s, database %s".formatted(control.url(), databases.system().place()));
    writeReadyFile();
  }

  private interface Preparation {
    void run() throws IOException, SQLException;
  }

  /** A workflow whose state cannot be loaded aborts; the others run. */
  private void prepare(Worker worker, Preparation preparation) throws SQLException {
    if (worker.aborted()) {
      return;
    }
    try {
      preparation.run();
    } catch (IOException dangling) {
      worker.abort(String.valueOf(dangling.getMessage()));
      log.write("%s aborted: %s".formatted(worker.name(), dangling.getMessage()));
    }
  }

  private void prepareCollection() throws IOException, SQLException {
    var ledger = ledger();
    var containers = new Containers(home);
    containers.load(ledger.files(Reference.DUPLICATE_CONTAINER));
    var made =
        new Collection(
            home,
            settings.source(),
            ledger,
            containers,
            backlog,
            counters,
            gate,
            collecting,
            pace,
            settings.largeObjects());
    collection = made;
    work(collecting, POLL_MILLIS, made::runBatch);
  }

  private void prepareAggregation() throws IOException, SQLException {
    var ledger = ledger();
    var storage = sessionStorage();
    sessions = storage;
    storage.load(ledger);
    ledger.rollback();
    var made = new Aggregation(home, ledger, storage, backlog, counters);
    work(aggregating, POLL_MILLIS, made::runBatch);
    if (storage instanceof FileSessions files) {
      var defragmenter = new Defragmenter(ledger(), files);
      work(defragmenting, settings.defragmentMillis(), defragmenter::run);
    }
  }

  private SessionStorage sessionStorage() throws IOException {
    var redis = databases.redis();
    return redis == null
        ? new FileSessions(home, settings.sessionFileBytes())
        : new RedisSessions(redis, settings.aggregationHistory());
  }

  private void prepareRealTime() throws IOException, SQLException {
    var made =
        new RealTime(
            home,
            settings.source(),
            ledger(),
            settings.realTimeFileBytes(),
            counters,
            gate,
            forwarding,
            pace);
    realTime = made;
    work(forwarding, POLL_MILLIS, made::run);
  }

  private Ledger ledger() throws SQLException {
    var ledger = database.ledger();
    ledgers.add(ledger);
    return ledger;
  }

  private void work(Worker worker, long idleMillis, Callable<Boolean> work) {
    var loop = new BatchLoop(gate, worker, idleMillis, work, log);
    threads.add(new Thread(loop, worker.name()));
  }

  private void writeReadyFile() throws IOException {
    var ready = new LinkedHashMap<String, Object>();
    ready.put("pid", ProcessHandle.current().pid());
    ready.put("control", control.url());
    if (derby != null) {
      ready.put("derby", derby.url());
      ready.put("derbyDirectory", home.systemDatabase().toString());
    } else {
      ready.put("postgresql", databases.system().place());
    }
    var redis = databases.redis();
    if (redis != null) {
      ready.put("redis", redis.url());
    }
    var file = settings.readyFile().toAbsolutePath();
    var bytes = Json.write(ready).getBytes(StandardCharsets.UTF_8);
    var temporary = file.resolveSibling("." + file.getFileName() + ".part");
    Durable.write(temporary, bytes, bytes.length);
    Durable.move(temporary, file);
  }

  @Override
  public List<Worker> workers() {
    return List.of(collecting, aggregating, forwarding, cleaning, defragmenting);
  }

  @Override
  public boolean idle() throws IOException {
    var batches = collection;
    var events = realTime;
    return batches != null
        && events != null
        && workers().stream().noneMatch(Worker::aborted)
        && batches.caughtUp()
        && backlog.waiting() == 0
        && events.caughtUp();
  }

  @Override
  public Map<String, Long> counters() {
    var shown = new LinkedHashMap<String, Long>();
    for (var counter : Counters.Counter.values()) {
      shown.put(counter.key(), counters.total(counter));
    }
    shown.put("filesOpenForWriting", (long) Durable.openForWriting());
    return shown;
  }

  @Override
  public String version() {
    var packaged = Engine.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }

  @Override
  public String startedAt() {
    return startedAt;
  }

  /** A clean stop: batches end, real-time drains, the database is closed. */
  void stop() throws IOException, SQLException, InterruptedException {
    gate.stop();
    long until = System.nanoTime() + STOP_MILLIS * 1_000_000;
    for (var thread : threads) {
      thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
    }
    control.close();
    if (derby != null) {
      derby.close();
    }
    var storage = sessions;
    if (storage != null) {
      storage.close();
    }
    for (var ledger : ledgers) {
      ledger.close();
    }
    database.close();
    log.write("stopped");
  }
}
