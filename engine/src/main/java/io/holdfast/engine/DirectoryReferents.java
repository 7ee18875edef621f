package io.holdfast.engine;

import io.holdfast.engine.closure.Referents;
import io.holdfast.platform.Disk;
import io.holdfast.vault.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/** The files of a restored tree, on the disk. */
final class DirectoryReferents implements Referents {
  private static final int BUFFER = 1 << 16;

  private final Path root;

  DirectoryReferents(Path root) {
    this.root = root;
  }

  @Override
  public Optional<Referent> find(String path) {
    try {
      Path file = root.resolve(path).normalize();
      return file.startsWith(root) && Disk.isRegularFile(file)
          ? Optional.of(new RestoredFile(file))
          : Optional.empty();
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
  }

  @Override
  public void each(String base, Consumer<String> consumer) {
    Path directory = root.resolve(base).normalize();
    if (directory.startsWith(root) && Disk.isDirectory(directory)) {
      walk(directory, consumer);
    }
  }

  private void walk(Path directory, Consumer<String> consumer) {
    try {
      for (Path entry : Disk.list(directory)) {
        if (Disk.isRegularFile(entry)) {
          consumer.accept(root.relativize(entry).toString());
        } else if (Disk.isDirectory(entry)) {
          walk(entry, consumer);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private record RestoredFile(Path file) implements Referent {
    @Override
    public long length() {
      try {
        return Disk.size(file);
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }

    @Override
    public String sha256() {
      MessageDigest digest = Hash.sha256();
      byte[] buffer = new byte[BUFFER];
      try (InputStream stream = Disk.open(file)) {
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
          digest.update(buffer, 0, n);
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
