package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * The last step of a backup: stage, look, publish ({@code docs/spec/prune.md} §3). A prune that
 * begins after the look removes the staged object before it deletes anything, and so prevents the
 * snapshot, however long this process sleeps before it publishes.
 */
final class Publication {
  /** A living writer loses a round to a prune that begins; so many do not begin in a row. */
  private static final int ROUNDS = 10;

  private final Vault.Parts parts;
  private final ObjectStore store;
  private final VaultLock lock;
  private final PackLine line;
  private PruneState known;

  /**
   * @param known the prune states at the time when it was read what this writer builds upon
   */
  Publication(Vault.Parts parts, VaultLock lock, PackLine line, PruneState known) {
    this.parts = parts;
    this.store = parts.store();
    this.lock = lock;
    this.line = line;
    this.known = known;
  }

  /**
   * @return what is known of prunes now
   * @throws IOException if it failed, or may have failed, to publish
   */
  PruneState publish(BlobId snapshot, byte[] sealed, BlobId tree) throws IOException {
    String name = snapshot.hex();
    boolean published = false;
    try {
      for (int round = 0; round < ROUNDS && !published; round++) {
        stage(name, sealed);
        if (PruneState.names(store).equals(known.names())) {
          lock.assertHeld();
          published = move(name);
        } else {
          known = new Validation(parts, line).validate(tree);
        }
      }
    } finally {
      if (!published) {
        unstage(name);
      }
    }
    if (!published) {
      throw new HoldfastException(
          ErrorCode.PRUNE_OVERTOOK,
          "Prunes of " + store.location() + " began " + ROUNDS + " times while this run ended.",
          "No snapshot was written; earlier snapshots are unharmed.",
          "Run the backup again, and prune less often; what was stored is used by the next run.");
    }
    return known;
  }

  private void stage(String name, byte[] sealed) {
    try {
      store.put(ObjectKind.STAGED, name, List.of(ByteBuffer.wrap(sealed)));
    } catch (FileAlreadyExistsException stagedBefore) {
      return;
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "write " + ObjectKind.STAGED.path(name));
    }
  }

  private boolean move(String name) throws IOException {
    try {
      store.publish(name);
      return true;
    } catch (NoSuchFileException deposed) {
      // Or the store itself tried twice, and the first time it took effect.
      return store.exists(ObjectKind.SNAPSHOT, name);
    }
  }

  private void unstage(String name) {
    try {
      store.delete(ObjectKind.STAGED, name);
    } catch (IOException removedByTheNextToBeAlone) {
      return;
    }
  }
}
