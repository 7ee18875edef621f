package io.holdfast.stores.postgresql.wal;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A base backup as {@code pg_basebackup} writes it to its output, on its way into the vault: each
 * file is stored as it comes, and nothing is kept on a disk between.
 *
 * @param tree the data directory
 * @param start where recovery begins
 */
public record BaseBackupStream(BlobId tree, int timeline, Lsn start, long files, long bytes) {
  private static final int LABEL_AT_MOST = 64 << 10;

  /**
   * Reads it to its end.
   *
   * @throws IOException if it ends early or is no such archive
   */
  public static BaseBackupStream read(InputStream archive, BlobSink sink, Progress.Phase phase)
      throws IOException {
    StreamedTree tree = new StreamedTree();
    @Nullable BackupLabel label = null;
    try (TarArchiveInputStream entries =
        new TarArchiveInputStream(archive, StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        if (entry.isDirectory()) {
          tree.directory(entry);
        } else if (entry.isFile()) {
          InputStream content = entries;
          if (entry.getName().equals(BackupLabel.FILE)) {
            byte[] text = entries.readNBytes(LABEL_AT_MOST);
            label = BackupLabel.parse(new String(text, StandardCharsets.UTF_8));
            content = new ByteArrayInputStream(text);
          }
          Content saved = sink.save(content);
          requireWhole(entry, saved);
          tree.file(entry, saved);
          phase.advance(saved.length());
        } else {
          throw new IOException("It has an entry that is no file: " + entry.getName());
        }
      }
    } catch (IllegalArgumentException wrong) {
      throw new IOException(wrong.getMessage(), wrong);
    }
    if (label == null) {
      throw new IOException("It has no " + BackupLabel.FILE);
    }
    return new BaseBackupStream(
        tree.save(sink), label.timeline(), label.start(), tree.files(), tree.bytes());
  }

  private static void requireWhole(TarArchiveEntry entry, Content saved) throws IOException {
    if (saved.length() != entry.getSize()) {
      throw new IOException(
          "%s should have %d bytes and has %d"
              .formatted(entry.getName(), entry.getSize(), saved.length()));
    }
  }
}
