package io.holdfast.capture;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What the last capture of a tree found, kept on this machine for the next one: the entries of each
 * directory, under the id of its tree. A directory that did not change then costs a look into a
 * mapped file, and no reading of the vault. Nothing depends on it: an id stands for all that its
 * tree says, so what is found here is what the vault would have said; and where the file is
 * missing, damaged, another vault's or cannot be written, the vault is read as if there were none.
 * The format, and what a crash leaves, are in {@code docs/design/0017-capture-table.md}.
 */
public final class CaptureTable implements AutoCloseable {
  private final Path file;
  private final BlobId owner;
  private final MappedTable earlier;
  private final BitSet unchanged = new BitSet();
  private final BitSet damaged = new BitSet();
  private @Nullable TableWriter writer;
  private boolean unwritable;

  private CaptureTable(Path file, BlobId owner, MappedTable earlier) {
    this.file = file;
    this.owner = owner;
    this.earlier = earlier;
  }

  /**
   * @param file of this tree alone; its directory is made if need be
   * @param vault its id: what is said of another one's trees is worth nothing
   */
  public static CaptureTable open(Path file, String vault) {
    try {
      TableWriter.removeAbandoned(file);
    } catch (IOException cannot) {
      // Then they take room and nothing else.
    }
    BlobId owner = Hash.sha256(vault.getBytes(StandardCharsets.UTF_8));
    return new CaptureTable(file, owner, MappedTable.open(file, owner));
  }

  /** The entries of a directory, if they are known. */
  @Nullable Listing find(BlobId tree, EarlierCapture capture) {
    int position = earlier.position(tree);
    if (position < 0) {
      return null;
    }
    ByteBuffer record = earlier.record(position);
    if (record == null) {
      synchronized (this) {
        damaged.set(position);
      }
      return null;
    }
    return TableRecord.decode(record, capture);
  }

  /** Takes note of a directory that this capture has saved, or has found saved. */
  void add(BlobId tree, Listing listing) {
    if (isKept(tree)) {
      return;
    }
    byte[] record = TableRecord.encode(listing);
    synchronized (this) {
      try {
        if (writer == null && !unwritable) {
          writer = TableWriter.begin(file, owner);
        }
        if (writer != null) {
          writer.add(tree, record);
        }
      } catch (IOException cannot) {
        giveUp();
      }
    }
  }

  private synchronized boolean isKept(BlobId tree) {
    int position = earlier.position(tree);
    boolean known = position >= 0 && !damaged.get(position);
    if (known) {
      unchanged.set(position);
    }
    return known;
  }

  /** The capture is whole: what it took note of takes the place of what was there. */
  synchronized void keep() {
    try {
      if (writer == null && !unwritable && unchanged.cardinality() < earlier.size()) {
        writer = TableWriter.begin(file, owner);
      }
      if (writer != null) {
        writer.addAll(earlier, unchanged);
        writer.finish();
        writer = null;
      }
    } catch (IOException cannot) {
      giveUp();
    }
  }

  /** A table that cannot be written is no reason to have no backup. */
  private void giveUp() {
    unwritable = true;
    close();
  }

  /** Without {@link #keep}, everything is as it was. */
  @Override
  public synchronized void close() {
    if (writer != null) {
      writer.discard();
      writer = null;
    }
  }
}
