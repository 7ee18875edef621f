package io.holdfast.capture;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.store.LocalObjectStore;
import java.nio.file.Path;
import java.util.List;

/** A program that restores one snapshot over the other for ever, to be killed. */
final class KilledRestore {
  private static final RestoreOptions OVER =
      new RestoreOptions(Overwrite.ALWAYS, Selection.EVERYTHING, true, false, false);

  private KilledRestore() {}

  private static Password password() {
    return Password.of("correct horse".toCharArray());
  }

  private static Vault open(Path scratch) {
    return Vault.open(
        new LocalObjectStore(scratch.resolve("vault")),
        password(),
        Randomness.SECURE,
        Clock.SYSTEM);
  }

  /** Makes a vault with two snapshots, of the directories {@code one} and {@code two}. */
  static void prepare(Path scratch) {
    try (Vault vault =
            Vault.init(
                new LocalObjectStore(scratch.resolve("vault")),
                password(),
                Randomness.SECURE,
                Clock.SYSTEM,
                KdfParameters.forTests());
        VaultWriter writer = vault.writer()) {
      for (String name : List.of("one", "two")) {
        TreeSpec spec = TreeSpec.everything(scratch.resolve(name), List.of());
        try (TreeCapture capture =
            new TreeCapture(spec, writer, Clock.SYSTEM, Concurrency.fixed(2))) {
          BlobId tree = capture.captureAll(Progress.NONE).tree();
          writer.commit(
              new SnapshotDraft(
                  Clock.SYSTEM.now(),
                  null,
                  tree,
                  List.of(name),
                  "host",
                  "user",
                  0,
                  0,
                  List.of(),
                  null,
                  "test"));
        }
      }
    }
  }

  static VerifyReport restoreAndVerify(Path scratch, int snapshot, Path target) {
    try (Vault vault = open(scratch)) {
      BlobId tree = vault.snapshots().get(snapshot).tree();
      TreeRestore restore = new TreeRestore(vault, Clock.SYSTEM, 2);
      restore.restore(tree, target, OVER, RestoreListener.NONE, Progress.NONE);
      return restore.verify(tree, target, Progress.NONE);
    }
  }

  public static void main(String[] arguments) {
    Path scratch = Path.of(arguments[0]);
    try (Vault vault = open(scratch)) {
      System.out.println("ready");
      TreeRestore restore = new TreeRestore(vault, Clock.SYSTEM, 2);
      for (int i = 0; true; i++) {
        restore.restore(
            vault.snapshots().get(i % 2).tree(),
            scratch.resolve("target"),
            OVER,
            RestoreListener.NONE,
            Progress.NONE);
      }
    }
  }
}
