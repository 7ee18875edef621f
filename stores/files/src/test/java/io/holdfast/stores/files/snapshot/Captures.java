package io.holdfast.stores.files.snapshot;

import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Concurrency;
import io.holdfast.capture.TreeCapture;
import io.holdfast.capture.TreeSpec;
import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.files.FilesProvider;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Content;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Captures into a vault of its own, and what was captured brought back. */
final class Captures implements AutoCloseable, BlobSink {
  /** An earlier capture to begin with. */
  record Earlier(CapturedTree tree, Instant settledBefore) {}

  final AtomicInteger filesRead = new AtomicInteger();
  private final Vault vault;
  private final VaultWriter writer;

  Captures(Path directory) {
    vault = QuickVault.in(directory);
    writer = vault.writer();
  }

  /** A capture of which the names mean nothing, in one pass. */
  CapturedTree capture(Path root, List<Path> ownedElsewhere, @Nullable Earlier earlier) {
    ProfileDirectory everything = new ProfileDirectory("", Profile.COLLECTION);
    TreeSpec spec = new TreeSpec(root, List.of(everything), ownedElsewhere);
    try (TreeCapture capture = open(spec)) {
      if (earlier != null) {
        BlobId tree = Objects.requireNonNull(earlier.tree().rootNode().subtree());
        capture.startFrom(vault, tree, earlier.settledBefore());
      }
      return capture.captureAll(Progress.NONE);
    } finally {
      writer.flush();
    }
  }

  TreeCapture open(TreeSpec spec) {
    return new TreeCapture(spec, this, Clock.SYSTEM, Concurrency.fixed(2));
  }

  /** Everything that a restore of the capture brings back. */
  SortedMap<String, String> restored(CapturedTree tree, Path target) throws IOException {
    restore(tree, target);
    return content(target);
  }

  void restore(CapturedTree tree, Path target) {
    writer.flush();
    new FilesProvider()
        .restore(Clock.SYSTEM, 2)
        .restore(vault, tree.rootNode(), target, Progress.NONE);
  }

  /** The files below a directory by path, with their times and content. */
  static SortedMap<String, String> content(Path root) throws IOException {
    SortedMap<String, String> content = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        content.put(
            root.relativize(path).toString(),
            Files.getLastModifiedTime(path) + " " + Files.readString(path));
      }
    }
    return content;
  }

  @Override
  public Content save(InputStream stream) throws IOException {
    filesRead.incrementAndGet();
    return writer.save(stream);
  }

  @Override
  public BlobId save(Tree tree) {
    return writer.save(tree);
  }

  @Override
  public void close() {
    writer.close();
    vault.close();
  }
}
