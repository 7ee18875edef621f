package io.holdfast.platform.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The operating system's libcrypto. It is fast from the first byte on, where the JDK's ciphers wait
 * for the optimising compiler, which costs a short command more than its work.
 */
final class OpenSsl implements Cryptography {
  /** The longest stretch in one call, during which no garbage can be collected: about 0.1 ms. */
  static final int SLICE = 256 * 1024;

  private static final int BLOCK = 16;

  private final MemorySegment aes256Ctr = LibCrypto.cipher("AES-256-CTR");
  private final MemorySegment aes128Ecb = LibCrypto.cipher("AES-128-ECB");
  private final MemorySegment poly1305 = LibCrypto.mac("POLY1305");

  private OpenSsl() {}

  /**
   * The library, if it is there, has everything that is needed, and knows the answers to published
   * questions. Where an administrator allows only algorithms of FIPS, Poly1305 is missing.
   */
  static Optional<Cryptography> load() {
    try {
      OpenSsl library = new OpenSsl();
      return library.knowsTheAnswers() ? Optional.of(library) : Optional.empty();
    } catch (LinkageError | IllegalStateException missing) {
      return Optional.empty();
    }
  }

  /** FIPS 180-4, appendix B.1; SP 800-38A, F.5.5; the paper on Poly1305-AES, appendix B. */
  private boolean knowsTheAnswers() {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    String hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    HexFormat hex = HexFormat.of();
    byte[] key = hex.parseHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    byte[] text = hex.parseHex("6bc1bee22e409f96e93d7e117393172a");
    byte[] crypted = new byte[BLOCK];
    aesCounter(key)
        .apply(hex.parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), text, 0, BLOCK, crypted, 0);
    byte[] code = new byte[Authenticator.BYTES];
    poly1305Aes(
            hex.parseHex("ec074c835580741701425b623235add6"),
            hex.parseHex("851fc40c3467ac0be05cc20404f3f700"))
        .code(
            hex.parseHex("fb447350c4e868c52ac3275cf9d4327e"), hex.parseHex("f3f6"), 0, 2, code, 0);
    return hex.formatHex(sha256().digest(abc)).equals(hash)
        && hex.formatHex(crypted).equals("601ec313775789a5b7a7f504bbf3d228")
        && hex.formatHex(code).equals("f4c633c3044fc145f84f335cb81953de");
  }

  @Override
  public MessageDigest sha256() {
    return new OpenSslSha256();
  }

  /** RFC 2104, over the library's own hash. */
  @Override
  public byte[] hmacSha256(byte[] key, byte[] message) {
    MessageDigest sha256 = sha256();
    byte[] block = Arrays.copyOf(key.length > 64 ? sha256.digest(key) : key, 64);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= 0x36;
    }
    sha256.update(block);
    byte[] inner = sha256.digest(message);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= 0x36 ^ 0x5c;
    }
    sha256.update(block);
    Arrays.fill(block, (byte) 0);
    return sha256.digest(inner);
  }

  @Override
  public StreamCipher aesCounter(byte[] key) {
    MemorySegment context = encrypting(aes256Ctr, key, 32);
    MemorySegment written = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);
    return (iv, from, offset, length, to, at) -> {
      requireBlock(iv);
      LibCrypto.encryptInit(
          context, MemorySegment.NULL, MemorySegment.NULL, MemorySegment.ofArray(iv));
      MemorySegment source = MemorySegment.ofArray(from).asSlice(offset, length);
      MemorySegment target = MemorySegment.ofArray(to).asSlice(at, length);
      for (long done = 0; done < length; done += SLICE) {
        long slice = Math.min(SLICE, length - done);
        LibCrypto.encryptUpdate(
            context, target.asSlice(done, slice), written, source.asSlice(done, slice));
      }
    };
  }

  @Override
  public Authenticator poly1305Aes(byte[] k, byte[] r) {
    requireBlock(r);
    MemorySegment nonceContext = encrypting(aes128Ecb, k, BLOCK);
    MemorySegment context = LibCrypto.newMacContext(poly1305);
    MemorySegment written = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    MemorySegment oneTime = MemorySegment.ofArray(Arrays.copyOf(r, 2 * BLOCK));
    return (nonce, message, offset, length, to, at) -> {
      requireBlock(nonce);
      LibCrypto.encryptUpdate(
          nonceContext, oneTime.asSlice(BLOCK), written, MemorySegment.ofArray(nonce));
      LibCrypto.macInit(context, oneTime);
      MemorySegment bytes = MemorySegment.ofArray(message).asSlice(offset, length);
      for (long done = 0; done < length; done += SLICE) {
        LibCrypto.macUpdate(context, bytes.asSlice(done, Math.min(SLICE, length - done)));
      }
      LibCrypto.macFinal(
          context, MemorySegment.ofArray(to).asSlice(at, Authenticator.BYTES), written);
    };
  }

  @Override
  public byte[] scrypt(byte[] password, byte[] salt, int n, int r, int p, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment secret = arena.allocateFrom(ValueLayout.JAVA_BYTE, password);
      MemorySegment derived = arena.allocate(length);
      LibCrypto.scrypt(secret, arena.allocateFrom(ValueLayout.JAVA_BYTE, salt), n, r, p, derived);
      byte[] result = derived.toArray(ValueLayout.JAVA_BYTE);
      secret.fill((byte) 0);
      derived.fill((byte) 0);
      return result;
    }
  }

  private static MemorySegment encrypting(MemorySegment cipher, byte[] key, int length) {
    if (key.length != length) {
      throw new IllegalArgumentException("A key of a wrong length");
    }
    MemorySegment context = LibCrypto.newCipherContext();
    LibCrypto.encryptInit(context, cipher, MemorySegment.ofArray(key), MemorySegment.NULL);
    return context;
  }

  private static void requireBlock(byte[] bytes) {
    if (bytes.length != BLOCK) {
      throw new IllegalArgumentException("A key or an IV of a wrong length");
    }
  }
}
