package io.holdfast.proof.kill;

import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small installation that is suspended by commands: two files that must always agree, written by
 * a thread, one after the other, until a flag says stop. Its status command goes on saying "quiet"
 * after processing was resumed, as a careless one would, and nothing but the guardian ends a
 * suspension that Holdfast leaves.
 */
final class CommandSite implements AutoCloseable {
  private final Site site;
  private final Path tree;
  private final Path flag;
  private final Path quiet;
  private final AtomicLong written = new AtomicLong();
  private volatile boolean closing;
  private final Thread processing;

  CommandSite(Path directory, Site.Times times) {
    site = Site.in(directory);
    tree = site.home().resolve("data");
    flag = site.root().resolve("suspended");
    quiet = site.root().resolve("quiet");
    try {
      Files.createDirectories(tree);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    Site.write(site.config(), configuration(times));
    site.initVault();
    processing = Thread.ofPlatform().daemon().name("processing").start(this::process);
  }

  private String configuration(Site.Times times) {
    return """
    installation: %1$s
    vault:
      location: '%2$s'
      passwordFile: '%3$s'
    state: '%4$s'
    suspension:
      driver: command
      suspend: [/bin/sh, -c, 'rm -f %5$s; touch %6$s']
      status: [/bin/sh, -c, 'test -e %5$s || exit 3']
      resume: [/bin/sh, -c, 'rm -f %6$s']
      drain: %7$s
      lease: %8$s
    stores:
      - name: shared-disk
        kind: files
        root: '%9$s'
    rules:
      - name: proof
        coldWindow: {budget: %10$s, sweep: narrow, onUnproved: downgrade, onOverrun: abort}
    """
        .formatted(
            Site.NAME,
            site.vault(),
            site.password(),
            site.state(),
            quiet,
            flag,
            times.drain(),
            times.lease(),
            site.home(),
            times.budget());
  }

  Site site() {
    return site;
  }

  boolean isSuspended() {
    return Files.exists(flag);
  }

  void awaitProgress(String why) {
    long before = written.get();
    Await.until(why, Duration.ofSeconds(10), () -> written.get() > before + 1);
  }

  private void process() {
    while (!closing) {
      if (isSuspended()) {
        if (Files.notExists(quiet)) {
          Site.write(quiet, "");
        }
      } else {
        String text = Long.toString(written.incrementAndGet());
        Site.write(tree.resolve("first"), text);
        Await.pause(3);
        Site.write(tree.resolve("second"), text);
      }
      Await.pause(5);
    }
  }

  /** Restores the latest set; its two files, which agree if it is what it was called. */
  List<String> restored(Path target) {
    Cli.bare()
        .run(
            "restore",
            "latest",
            "--config",
            site.config().toString(),
            "--into",
            target.toString(),
            "--json")
        .expect(0);
    Path data = target.resolve("shared-disk/data");
    return List.of(Site.read(data.resolve("first")), Site.read(data.resolve("second")));
  }

  @Override
  public void close() {
    closing = true;
    try {
      processing.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    site.close();
  }
}
