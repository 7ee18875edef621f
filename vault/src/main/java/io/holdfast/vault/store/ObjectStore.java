package io.holdfast.vault.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Named objects, each written once. Safe to use from many threads and, for different names, from
 * many machines at once. The name of every object except {@link ObjectKind#CONFIG} is the SHA-256
 * of its bytes in 64 lower-case hexadecimal digits; {@code CONFIG} has one object, whose name is
 * ignored.
 *
 * <p>Failures are {@link IOException}s. An object that does not exist MUST be reported as {@link
 * java.nio.file.NoSuchFileException}, a refused access as {@link
 * java.nio.file.AccessDeniedException}; a caller decides differently on these two.
 */
public interface ObjectStore {
  /**
   * Writes an object. When this returns, the object MUST be complete, visible to every reader, and
   * durable: it survives a power cut. If it fails or never returns, the object MUST be either
   * complete or absent under its name; a part of it MUST NOT be visible. A failure after which it
   * may be there, or there and not durable, MUST be an {@link
   * io.holdfast.platform.OutcomeUnknownException} where the store can tell. An existing object MUST
   * NOT be changed: {@link java.nio.file.FileAlreadyExistsException}. The buffers' contents are
   * consumed.
   */
  void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException;

  /**
   * Exactly {@code length} bytes from {@code offset}. A shorter object MUST be an {@link
   * IOException}; bytes that are not the object's MUST NOT be returned in their place.
   */
  byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException;

  /**
   * As {@link #read}, into the first {@code length} bytes of an array that is there: packs are
   * long, and an array for each would be most of the memory that a reader takes.
   */
  default void read(ObjectKind kind, String name, long offset, int length, byte[] into)
      throws IOException {
    System.arraycopy(read(kind, name, offset, length), 0, into, 0, length);
  }

  /** The object's length in bytes. */
  long size(ObjectKind kind, String name) throws IOException;

  boolean exists(ObjectKind kind, String name) throws IOException;

  /**
   * All complete objects of a kind, in no order. What was put before the call MUST be listed; what
   * is put meanwhile may be. Names that are not 64 hexadecimal digits MUST be left out.
   */
  List<StoredObject> list(ObjectKind kind) throws IOException;

  /**
   * Moves a snapshot from {@link ObjectKind#STAGED} to {@link ObjectKind#SNAPSHOT}, durably. If the
   * staged object is not there, it MUST be a {@link NoSuchFileException}, and no snapshot may
   * appear. That it is there MUST be looked at by the store and in one with the move, not by this
   * process before it: whoever removes the staged object has then prevented the snapshot, whatever
   * the process that publishes it does or sleeps. A snapshot of that name that is there already has
   * the same bytes.
   */
  void publish(String name) throws IOException;

  /** Removes an object durably; one that is already gone is no error. */
  void delete(ObjectKind kind, String name) throws IOException;

  /** Whether nothing at all lies at this place, or the place does not exist. */
  boolean isEmpty() throws IOException;

  /** The place, as a person would name it. Holds no secret. */
  String location();
}
