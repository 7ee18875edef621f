package io.holdfast.vault.store;

import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import io.holdfast.platform.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A vault in a directory, laid out as restic lays it out. Objects are written to {@code tmp/},
 * which other programs ignore, flushed, and renamed; so a killed writer leaves a file in {@code
 * tmp/} and nothing else. A temporary's name tells whose it is: {@code host.pid.run.counter}.
 */
public final class LocalObjectStore implements ObjectStore, SweepsTemporaries {
  private static final Pattern TEMPORARY = Pattern.compile("(.+)\\.(\\d+)\\.([0-9a-f]{16})\\.\\d+");

  /** Tells this run from an earlier one that had the same process number, as in a container. */
  private static final String RUN = HexFormat.of().formatHex(Randomness.SECURE.bytes(8));

  private static final AtomicLong COUNTER = new AtomicLong();

  private final Path root;
  private final Path temporaries;

  public LocalObjectStore(Path root) {
    this.root = root;
    this.temporaries = root.resolve("tmp");
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    Path target = path(kind, name);
    if (Disk.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    if (!Disk.isDirectory(temporaries)) {
      layOut();
    }
    Path directory = kind == ObjectKind.CONFIG ? root : target.getParent();
    if (directory != null && !Disk.isDirectory(directory)) {
      createFlushed(directory);
    }
    Path temporary = temporaries.resolve(temporaryName());
    try {
      Disk.writePrivatelyAndDurably(target, temporary, content);
    } catch (IOException failure) {
      Disk.deleteIfExists(temporary);
      throw failure;
    }
  }

  @Override
  public void publish(String name) throws IOException {
    Disk.rename(path(ObjectKind.STAGED, name), path(ObjectKind.SNAPSHOT, name));
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    return Disk.read(path(kind, name), offset, length);
  }

  @Override
  public void read(ObjectKind kind, String name, long offset, int length, byte[] into)
      throws IOException {
    Disk.read(path(kind, name), offset, ByteBuffer.wrap(into, 0, length));
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return Disk.size(path(kind, name));
  }

  @Override
  public boolean exists(ObjectKind kind, String name) {
    return Disk.exists(path(kind, name));
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    List<StoredObject> objects = new ArrayList<>();
    if (kind == ObjectKind.CONFIG) {
      addIfPresent(objects, path(kind, "config"), "config");
      return objects;
    }
    for (Path entry : Disk.list(root.resolve(kind.directory()))) {
      String name = entry.getFileName().toString();
      if (ObjectKind.isName(name)) {
        // Some tools have put packs directly below data/; the format's own place is one level down.
        addIfPresent(objects, entry, name);
      } else if (kind == ObjectKind.PACK && name.length() == 2 && Disk.isDirectory(entry)) {
        for (Path pack : Disk.list(entry)) {
          String packName = pack.getFileName().toString();
          if (ObjectKind.isName(packName) && packName.startsWith(name)) {
            addIfPresent(objects, pack, packName);
          }
        }
      }
    }
    return objects;
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    Path path = path(kind, name);
    Disk.deleteIfExists(path);
    Path directory = path.getParent();
    if (directory != null && Disk.exists(directory)) {
      Disk.flushDirectory(directory);
    }
  }

  /**
   * A layout without a single object counts as nothing: that is what a killed {@code init} leaves.
   */
  @Override
  public boolean isEmpty() throws IOException {
    if (!Disk.exists(root)) {
      return true;
    }
    if (!Disk.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    Set<String> ours =
        Set.of("keys", "snapshots", "index", "data", "locks", "holdfast", "tmp", "lost+found");
    for (Path entry : Disk.list(root)) {
      if (!ours.contains(entry.getFileName().toString())) {
        return false;
      }
    }
    for (ObjectKind kind : ObjectKind.values()) {
      if (!list(kind).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public int sweepTemporaries() throws IOException {
    int removed = 0;
    for (Path entry : Disk.list(temporaries)) {
      Matcher name = TEMPORARY.matcher(entry.getFileName().toString());
      if (name.matches() && isLeftOver(name)) {
        Disk.deleteIfExists(entry);
        removed++;
      }
    }
    return removed;
  }

  private static boolean isLeftOver(Matcher name) {
    if (!name.group(1).equals(Processes.hostName())) {
      // Another machine's: its process numbers mean nothing here, but the caller holds the only
      // lock.
      return true;
    }
    long pid = Long.parseLong(name.group(2));
    return pid == Processes.ownPid() ? !name.group(3).equals(RUN) : !Processes.isAlive(pid);
  }

  private static String temporaryName() {
    return Processes.hostName()
        + "."
        + Processes.ownPid()
        + "."
        + RUN
        + "."
        + COUNTER.incrementAndGet();
  }

  private Path path(ObjectKind kind, String name) {
    return root.resolve(kind.path(name));
  }

  /** The whole layout at once, so that programs that expect every directory find it. */
  private void layOut() throws IOException {
    Disk.createPrivateDirectories(root);
    for (ObjectKind kind : ObjectKind.values()) {
      Disk.createPrivateDirectories(root.resolve(kind.directory()));
    }
    Path data = root.resolve(ObjectKind.PACK.directory());
    for (int i = 0; i < 256; i++) {
      Disk.createPrivateDirectories(data.resolve(HexFormat.of().toHexDigits((byte) i)));
    }
    Disk.createPrivateDirectories(temporaries);
    Disk.flushDirectory(data);
    Disk.flushDirectory(root);
    Path parent = root.toAbsolutePath().getParent();
    if (parent != null) {
      Disk.flushDirectory(parent);
    }
  }

  private void createFlushed(Path directory) throws IOException {
    Disk.createPrivateDirectories(directory);
    for (Path at = directory; !at.equals(root) && at.getParent() != null; at = at.getParent()) {
      Disk.flushDirectory(at.getParent());
    }
  }

  private static void addIfPresent(List<StoredObject> objects, Path path, String name)
      throws IOException {
    try {
      objects.add(new StoredObject(name, Disk.size(path)));
    } catch (NoSuchFileException goneMeanwhile) {
      return;
    }
  }
}
