package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.Handle;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Makes random trees of few names, few contents and few times, so that two of them have much in
 * common: the same name for the same, for something similar, and for something else.
 */
final class TreeMaker {
  private static final int DEPTH = 3;
  private static final int LARGE = 2_600_000;

  private final Random random;
  private final boolean hardLinks;
  private final Path outside;
  private final List<Path> files = new ArrayList<>();

  /**
   * @param outside a directory that links lead to; it has a file {@code victim}
   */
  TreeMaker(Random random, boolean hardLinks, Path outside) {
    this.random = random;
    this.hardLinks = hardLinks;
    this.outside = outside;
  }

  void fill(Path root) throws IOException {
    try (Directory directory = Posix.FILES.open(root)) {
      fill(directory, root, 0);
    }
  }

  private void fill(Directory directory, Path path, int level) throws IOException {
    for (int i = 0; i < 7; i++) {
      FileName name = FileName.of("n" + i);
      switch (random.nextInt(level < DEPTH ? 10 : 7)) {
        case 0 -> {}
        case 1 -> symlink(directory, name);
        case 2 -> fifo(directory, name);
        case 3 -> hardLink(directory, path, name);
        case 4, 5, 6 -> file(directory, path, name);
        default -> {
          directory.makeDirectory(name, 0755);
          try (Directory below = directory.directory(name)) {
            fill(below, path.resolve(name.display()), level + 1);
            decorate(below, 0700);
          }
        }
      }
    }
  }

  private void symlink(Directory directory, FileName name) throws IOException {
    String target = random.nextBoolean() ? outside.toString() : "n" + random.nextInt(3);
    directory.makeSymlink(name, FileName.of(target));
    Instant time = time();
    directory.setTimes(name, time, time);
  }

  private void fifo(Directory directory, FileName name) throws IOException {
    directory.makeNode(name, FileType.FIFO, 0600, 0);
    Instant time = time();
    directory.setTimes(name, time, time);
  }

  /** To a file of the tree, or to one outside, as an attacker would. */
  private void hardLink(Directory directory, Path path, FileName name) throws IOException {
    if (!hardLinks) {
      return;
    }
    boolean inside = !files.isEmpty() && random.nextInt(3) > 0;
    Path existing = inside ? files.get(random.nextInt(files.size())) : outside.resolve("victim");
    Path parent = Objects.requireNonNull(existing.getParent());
    try (Directory from = Posix.FILES.open(parent)) {
      directory.makeLink(name, from, FileName.of(parent.relativize(existing).toString()));
    }
    files.add(path.resolve(name.display()));
  }

  private void file(Directory directory, Path path, FileName name) throws IOException {
    Scratch.write(directory, name, content());
    try (OpenFile file = directory.openForWriting(name)) {
      if (random.nextInt(5) == 0) {
        long longer = file.stat().size() + random.nextInt(300_000);
        // A hole that ends with a block is not written at all.
        file.truncate(random.nextBoolean() ? longer : (longer + 4095) & -4096);
      }
      decorate(file, 0600);
    }
    files.add(path.resolve(name.display()));
  }

  private byte[] content() {
    int kind = random.nextInt(12);
    if (kind == 0) {
      return new byte[0];
    }
    byte[] bytes = new byte[kind == 1 ? LARGE : 1 + random.nextInt(3) * 5000];
    new Random(random.nextInt(3)).nextBytes(bytes);
    if (kind == 1) {
      // One of its three blobs may differ, or be a hole.
      int part = random.nextInt(3) << 20;
      java.util.Arrays.fill(bytes, part, Math.min(bytes.length, part + (1 << 20)), (byte) 0);
    }
    return bytes;
  }

  private void decorate(Handle handle, int least) throws IOException {
    if (random.nextInt(3) == 0) {
      byte[] value = {(byte) random.nextInt(2)};
      handle.setAttribute(new Attribute("user.a" + random.nextInt(2), value));
    }
    handle.setPermissions(least | random.nextInt(2) * 0044);
    Instant time = time();
    handle.setTimes(time, time);
  }

  private Instant time() {
    return Instant.ofEpochSecond(1_700_000_000L + random.nextInt(3), 123_456_000);
  }
}
