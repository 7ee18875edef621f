package io.holdfast.s3;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/** Buffers as the body of a request. The SDK reads it more than once: to sign, then to send. */
final class ObjectContent {
  private ObjectContent() {}

  static RequestBody of(List<ByteBuffer> buffers) {
    return RequestBody.fromContentProvider(
        () -> new Stream(buffers), length(buffers), "application/octet-stream");
  }

  static long length(List<ByteBuffer> buffers) {
    return buffers.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  /** Reads the buffers one after the other and leaves them as they are. */
  private static final class Stream extends InputStream {
    private final List<ByteBuffer> buffers;
    private int at;

    Stream(List<ByteBuffer> buffers) {
      this.buffers = buffers.stream().map(ByteBuffer::duplicate).toList();
    }

    @Override
    public int read() {
      return current() ? Byte.toUnsignedInt(buffers.get(at).get()) : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (!current()) {
        return -1;
      }
      int count = Math.min(length, buffers.get(at).remaining());
      buffers.get(at).get(into, offset, count);
      return count;
    }

    private boolean current() {
      while (at < buffers.size() && !buffers.get(at).hasRemaining()) {
        at++;
      }
      return at < buffers.size();
    }
  }
}
