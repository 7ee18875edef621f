package io.holdfast.vault.store;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.Hash;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store in memory, so that a thousand crashes take seconds. */
public final class MemoryObjectStore implements ObjectStore {
  private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();

  public MemoryObjectStore() {}

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    int length = content.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer whole = ByteBuffer.allocate(length);
    content.forEach(whole::put);
    if (objects.putIfAbsent(kind.path(name), whole.array()) != null) {
      throw new FileAlreadyExistsException(kind.path(name));
    }
  }

  @Override
  public void publish(String name) throws IOException {
    byte[] staged = objects.remove(ObjectKind.STAGED.path(name));
    if (staged == null) {
      throw new NoSuchFileException(ObjectKind.STAGED.path(name));
    }
    objects.put(ObjectKind.SNAPSHOT.path(name), staged);
  }

  private byte[] get(ObjectKind kind, String name) throws IOException {
    byte[] bytes = objects.get(kind.path(name));
    if (bytes == null) {
      throw new NoSuchFileException(kind.path(name));
    }
    return bytes;
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    byte[] bytes = get(kind, name);
    if (offset + length > bytes.length) {
      throw new EOFException(kind.path(name) + " ends at " + bytes.length);
    }
    return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return get(kind, name).length;
  }

  @Override
  public boolean exists(ObjectKind kind, String name) {
    return objects.containsKey(kind.path(name));
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) {
    List<StoredObject> found = new ArrayList<>();
    String prefix = kind == ObjectKind.CONFIG ? "config" : kind.directory() + "/";
    objects.forEach(
        (path, bytes) -> {
          if (path.startsWith(prefix)) {
            found.add(new StoredObject(path.substring(path.lastIndexOf('/') + 1), bytes.length));
          }
        });
    return found;
  }

  @Override
  public void delete(ObjectKind kind, String name) {
    objects.remove(kind.path(name));
  }

  @Override
  public boolean isEmpty() {
    return objects.isEmpty();
  }

  @Override
  public String location() {
    return "memory";
  }

  /** Changes stored bytes behind everybody's back. */
  public void damage(
      ObjectKind kind, String name, java.util.function.UnaryOperator<byte[]> change) {
    objects.computeIfPresent(kind.path(name), (path, bytes) -> change.apply(bytes.clone()));
  }

  /** The same for two stores that hold the same objects, and for no others. */
  public BlobId fingerprint() {
    MessageDigest sha256 = Hash.sha256();
    objects.forEach(
        (path, bytes) -> {
          sha256.update((path + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
          sha256.update(bytes);
        });
    return BlobId.of(sha256.digest());
  }

  public MemoryObjectStore copy() {
    MemoryObjectStore copy = new MemoryObjectStore();
    copy.objects.putAll(objects);
    return copy;
  }
}
