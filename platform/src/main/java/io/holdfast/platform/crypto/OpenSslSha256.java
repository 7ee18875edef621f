package io.holdfast.platform.crypto;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** SHA-256 by libcrypto. Its whole state is an array, so that there is nothing to give back. */
final class OpenSslSha256 extends MessageDigest {
  private static final int BYTES = 32;

  /** {@code SHA256_CTX} has 112 bytes, and has had them for decades. */
  private final MemorySegment context = MemorySegment.ofArray(new long[16]);

  OpenSslSha256() {
    super("SHA-256");
    LibCrypto.sha256Init(context);
  }

  @Override
  protected int engineGetDigestLength() {
    return BYTES;
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(new byte[] {input}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    update(MemorySegment.ofArray(input).asSlice(offset, length));
  }

  @Override
  protected void engineUpdate(ByteBuffer input) {
    update(MemorySegment.ofBuffer(input));
    input.position(input.limit());
  }

  private void update(MemorySegment bytes) {
    for (long at = 0; at < bytes.byteSize(); at += OpenSsl.SLICE) {
      long length = Math.min(OpenSsl.SLICE, bytes.byteSize() - at);
      LibCrypto.sha256Update(context, bytes.asSlice(at, length));
    }
  }

  @Override
  protected byte[] engineDigest() {
    byte[] digest = new byte[BYTES];
    LibCrypto.sha256Final(MemorySegment.ofArray(digest), context);
    engineReset();
    return digest;
  }

  @Override
  protected void engineReset() {
    LibCrypto.sha256Init(context);
  }
}
