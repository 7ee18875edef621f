package io.holdfast.capture.dump;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.io.OutputStream;

/** The content of one file, front to back. */
public final class FileDump {
  private final BlobSource source;
  private final Progress.Phase progress;

  public FileDump(BlobSource source, Progress.Phase progress) {
    this.source = source;
    this.progress = progress;
  }

  /**
   * @throws HoldfastException HF-501 or HF-502 if the vault does not have all of it; what was
   *     passed on before is right
   * @throws IOException if the stream takes no more
   */
  public DumpReport write(Node file, OutputStream out) throws IOException {
    requireLength(file);
    for (BlobId blob : file.content()) {
      source.lend(
          blob,
          (bytes, length) -> {
            out.write(bytes, 0, length);
            progress.advance(length);
          });
    }
    return new DumpReport(1, file.size(), 0);
  }

  /** A header has told the length, and what comes after it must have that. */
  private void requireLength(Node file) {
    long length = 0;
    for (BlobId blob : file.content()) {
      length += source.dataLength(blob);
    }
    if (length != file.size()) {
      throw new HoldfastException(
          ErrorCode.OBJECT_DAMAGED,
          "The content of "
              + file.name().display()
              + " has "
              + length
              + " bytes, its entry says "
              + file.size(),
          "Nothing of it was passed on.",
          "Run 'holdfast vault check', and take the file from another snapshot.");
    }
  }
}
