package io.holdfast.cli.command;

import io.holdfast.capture.CaptureTable;
import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Concurrency;
import io.holdfast.capture.TreeCapture;
import io.holdfast.capture.TreeRestore;
import io.holdfast.capture.TreeSpec;
import io.holdfast.cli.Surroundings;
import io.holdfast.engine.Providers;
import io.holdfast.model.config.ConfigParser;
import io.holdfast.model.config.InitTemplate;
import io.holdfast.model.plan.Linter;
import io.holdfast.model.plan.Plan;
import io.holdfast.platform.Disk;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * What the build runs to learn which classes real work needs, so that their preparation can be
 * kept: a configuration is read and planned, a small tree captured, checked and restored, in a
 * temporary directory.
 */
@Command(name = "warm-up", hidden = true, description = "Run by the build only.")
public final class WarmUpCommand implements Callable<Integer> {
  private static final int FILES = 32;
  private static final int FILE_SIZE = 64 << 10;

  private final Surroundings surroundings;

  WarmUpCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Path directory =
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve(
                "holdfast-warm-up-" + HexFormat.of().formatHex(surroundings.randomness().bytes(8)));
    Disk.createPrivateDirectories(directory);
    try {
      readAndPlan();
      Path tree = directory.resolve("tree");
      writeFiles(tree);
      captureAndRestore(directory, tree);
    } finally {
      Disk.deleteTree(directory);
    }
    return 0;
  }

  private static void readAndPlan() {
    var installation = ConfigParser.parse("holdfast.yaml", InitTemplate.text());
    installation.rules().forEach(rule -> Plan.explain(installation, rule).inWords());
    Linter.findings(installation);
    Providers.load();
  }

  private void writeFiles(Path tree) throws IOException {
    Disk.createDirectories(tree);
    for (int i = 0; i < FILES; i++) {
      Path file = tree.resolve("file-" + i);
      Disk.writeDurably(
          file,
          tree.resolve("file.tmp"),
          ByteBuffer.wrap(surroundings.randomness().bytes(FILE_SIZE)));
    }
  }

  private void captureAndRestore(Path directory, Path tree) {
    try (Password password = Password.of("warm-up");
        Vault vault =
            Vault.init(
                new LocalObjectStore(directory.resolve("vault")),
                password,
                surroundings.randomness(),
                surroundings.clock(),
                KdfParameters.STANDARD)) {
      CapturedTree first = capture(vault, directory, tree, null);
      CapturedTree captured = capture(vault, directory, tree, first);
      vault.check(new CheckOptions(true), surroundings.progress());
      vault.snapshots();
      new TreeRestore(vault, surroundings.clock(), 2)
          .restore(captured.tree(), directory.resolve("restored"), surroundings.progress());
    }
  }

  private CapturedTree capture(
      Vault vault, Path directory, Path tree, @Nullable CapturedTree earlier) {
    try (VaultWriter writer = vault.writer();
        TreeCapture capture =
            new TreeCapture(
                TreeSpec.everything(tree, List.of()),
                writer,
                surroundings.clock(),
                Concurrency.adaptive(2))) {
      capture.remember(CaptureTable.open(directory.resolve("table"), vault.id()));
      if (earlier != null) {
        capture.startFrom(vault, earlier.tree(), surroundings.clock().now());
      }
      CapturedTree captured = capture.captureAll(surroundings.progress());
      writer.flush();
      return captured;
    }
  }
}
