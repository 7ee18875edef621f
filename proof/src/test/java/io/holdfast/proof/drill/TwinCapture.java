package io.holdfast.proof.drill;

import io.holdfast.model.config.ConfigParser;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.UsageEngine;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreProvider;
import io.holdfast.stores.Unproved;
import io.holdfast.stores.derby.DerbyProvider;
import io.holdfast.stores.files.FilesProvider;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One cold window in which the same tree is captured twice, both times with a narrow sweep: once
 * with the audit that proves it, and once without, as a tool would that believed its own guess of
 * what may have changed. Whatever the two differ in, timing is not it.
 */
final class TwinCapture implements AutoCloseable {
  private static final int THREADS = 2;

  private final Site site;
  private final UsageEngine engine;
  private final StoreSpec.Files treeSpec;
  private final StoreSpec.Derby databaseSpec;
  private final StoreProvider trees = new FilesProvider();
  private final StoreProvider databases = new DerbyProvider();
  private final Vault vault;
  private final VaultWriter writer;
  private final Store database;
  private final Store audited;
  private final Store believed;

  /** What the window gave; each can be brought back. */
  record Captures(
      CapturedMember database, CapturedMember audited, CapturedMember believed, Unproved unproved) {
    /** How many files the audit found that the sweep had not looked at and that had changed. */
    long late() {
      return audited.evidence().path("late").path("files").asLong();
    }
  }

  TwinCapture(Site site, Path config, Path work) {
    this.site = site;
    this.engine = site.engine();
    Installation installation = ConfigParser.parse(config.toString(), Site.read(config));
    treeSpec = only(installation, StoreSpec.Files.class);
    databaseSpec = only(installation, StoreSpec.Derby.class);
    vault = site.openVault();
    writer = vault.writer();
    database = databases.open(databaseSpec, context(installation, work.resolve("database")));
    audited = trees.open(treeSpec, context(installation, work.resolve("audited")));
    believed = trees.open(treeSpec, context(installation, work.resolve("believed")));
  }

  private static <T extends StoreSpec> T only(Installation installation, Class<T> kind) {
    return installation.stores().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  private StoreContext context(Installation installation, Path work) {
    try {
      Files.createDirectories(work);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    List<Path> owned = new ArrayList<>(databases.ownedPaths(databaseSpec));
    owned.add(site.vault());
    owned.add(site.state());
    return new StoreContext(
        installation,
        writer,
        vault,
        Clock.SYSTEM,
        work,
        work.resolve("cache"),
        owned,
        null,
        Rule.Sweep.NARROW,
        THREADS);
  }

  /** Warm rounds, as many as a backup makes of a tree in use. */
  void prepare() {
    database.prepare(Progress.NONE);
    for (Store tree : List.of(audited, believed)) {
      tree.prepare(Progress.NONE);
    }
    for (Store tree : List.of(audited, believed)) {
      tree.prepare(Progress.NONE);
    }
  }

  /** Suspends, fixes the database and both captures, resumes; then the one is proved. */
  Captures window() {
    engine.call("POST", "/v1/suspension", "{\"holder\":\"proof\",\"leaseMillis\":60000}");
    try {
      Await.until(
          "the engine is quiet",
          Duration.ofSeconds(50),
          () -> engine.status().path("state").asString("").equals("quiet"));
      audited.mark();
      believed.mark();
      database.fix(Rule.Sweep.NARROW, Progress.NONE);
      audited.fix(Rule.Sweep.NARROW, Progress.NONE);
      believed.fix(Rule.Sweep.NARROW, Progress.NONE);
    } finally {
      engine.call("DELETE", "/v1/suspension", "");
    }
    Unproved unproved = audited.prove(Progress.NONE);
    Captures captures =
        new Captures(
            database.complete(Progress.NONE),
            audited.complete(Progress.NONE),
            believed.complete(Progress.NONE),
            unproved);
    writer.flush();
    return captures;
  }

  /** Brings the tree and the database of one capture back; returns the engine's home. */
  Path restore(CapturedMember tree, CapturedMember base, Path target) {
    trees.restore(Clock.SYSTEM, THREADS).restore(vault, tree.root(), target, Progress.NONE);
    Path directory = target.resolve(treeSpec.root().relativize(databaseSpec.directory()));
    databases.restore(Clock.SYSTEM, THREADS).restore(vault, base.root(), directory, Progress.NONE);
    return target;
  }

  @Override
  public void close() {
    try (vault;
        writer) {
      believed.close();
      audited.close();
      database.close();
    }
  }
}
