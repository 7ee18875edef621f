package io.holdfast.vault.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Keeps to a rate, so that a backup leaves room on the line for what the line is there for. An
 * object goes as a whole: it waits until those before it would be through, and is then sent without
 * a pause, because a store closes a connection on which nothing moves. Objects are 16 MiB at most,
 * so the rate holds over that much.
 */
public final class LimitedObjectStore extends ForwardingObjectStore {
  private final RateLimit upload;
  private final RateLimit download;

  public LimitedObjectStore(ObjectStore store, RateLimit upload, RateLimit download) {
    super(store);
    this.upload = upload;
    this.download = download;
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    upload.pass(content.stream().mapToLong(ByteBuffer::remaining).sum());
    super.put(kind, name, content);
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    download.pass(length);
    return super.read(kind, name, offset, length);
  }

  @Override
  public void read(ObjectKind kind, String name, long offset, int length, byte[] into)
      throws IOException {
    download.pass(length);
    super.read(kind, name, offset, length, into);
  }
}
