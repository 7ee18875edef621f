package io.holdfast.platform.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The key derivation of RFC 7914. It is here, and not a library's, because every command on a vault
 * begins with it: the library that has it is a signed archive, and to read and verify that took as
 * long as the derivation.
 */
final class Scrypt {
  /** Of Salsa20: 64 bytes. */
  private static final int WORDS = 16;

  private static final int HMAC = 32;
  private static final int DOUBLE_ROUNDS = 4;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Cryptography cryptography;

  /** Ints to one element of what is mixed. */
  private final int width;

  private final int n;
  private final int[] table;
  private final int[] block = new int[WORDS];

  Scrypt(Cryptography cryptography, int n, int r) {
    this.cryptography = cryptography;
    this.width = 2 * r * WORDS;
    this.n = n;
    this.table = new int[Math.multiplyExact(n, width)];
  }

  byte[] derive(byte[] password, byte[] salt, int p, int length) {
    int element = Integer.BYTES * width;
    byte[] elements = pbkdf2(password, salt, element * p);
    for (int i = 0; i < p; i++) {
      mix(elements, element * i);
    }
    byte[] derived = pbkdf2(password, elements, length);
    Arrays.fill(elements, (byte) 0);
    Arrays.fill(table, 0);
    Arrays.fill(block, 0);
    return derived;
  }

  /** PBKDF2-HMAC-SHA256 with one iteration. */
  private byte[] pbkdf2(byte[] password, byte[] salt, int length) {
    byte[] derived = new byte[length];
    ByteBuffer message = ByteBuffer.allocate(salt.length + Integer.BYTES).put(salt);
    for (int done = 0; done < length; done += HMAC) {
      message.putInt(salt.length, done / HMAC + 1);
      byte[] part = cryptography.hmacSha256(password, message.array());
      System.arraycopy(part, 0, derived, done, Math.min(HMAC, length - done));
    }
    return derived;
  }

  /** scryptROMix, in place. */
  private void mix(byte[] elements, int offset) {
    int[] x = new int[width];
    int[] y = new int[width];
    for (int i = 0; i < width; i++) {
      x[i] = (int) INT.get(elements, offset + Integer.BYTES * i);
    }
    // N is even: after each two steps x is where it was.
    for (int i = 0; i < n; i += 2) {
      System.arraycopy(x, 0, table, i * width, width);
      mixBlocks(x, y);
      System.arraycopy(y, 0, table, (i + 1) * width, width);
      mixBlocks(y, x);
    }
    for (int i = 0; i < n; i += 2) {
      addFromTable(x);
      mixBlocks(x, y);
      addFromTable(y);
      mixBlocks(y, x);
    }
    for (int i = 0; i < width; i++) {
      INT.set(elements, offset + Integer.BYTES * i, x[i]);
    }
    Arrays.fill(x, 0);
    Arrays.fill(y, 0);
  }

  /** The element is chosen by the first word of the last block. */
  private void addFromTable(int[] x) {
    int from = (x[width - WORDS] & (n - 1)) * width;
    for (int i = 0; i < width; i++) {
      x[i] ^= table[from + i];
    }
  }

  /** scryptBlockMix: the results of even blocks come first, then those of odd ones. */
  private void mixBlocks(int[] from, int[] to) {
    System.arraycopy(from, width - WORDS, block, 0, WORDS);
    int even = 0;
    int odd = width / 2;
    for (int at = 0; at < width; at += 2 * WORDS) {
      salsa(block, from, at);
      System.arraycopy(block, 0, to, even, WORDS);
      salsa(block, from, at + WORDS);
      System.arraycopy(block, 0, to, odd, WORDS);
      even += WORDS;
      odd += WORDS;
    }
  }

  /** Salsa20/8 of the sum of a block and another one, into the first. */
  private static void salsa(int[] block, int[] other, int at) {
    for (int i = 0; i < WORDS; i++) {
      block[i] ^= other[at + i];
    }
    int x0 = block[0];
    int x1 = block[1];
    int x2 = block[2];
    int x3 = block[3];
    int x4 = block[4];
    int x5 = block[5];
    int x6 = block[6];
    int x7 = block[7];
    int x8 = block[8];
    int x9 = block[9];
    int x10 = block[10];
    int x11 = block[11];
    int x12 = block[12];
    int x13 = block[13];
    int x14 = block[14];
    int x15 = block[15];
    for (int round = 0; round < DOUBLE_ROUNDS; round++) {
      x4 ^= Integer.rotateLeft(x0 + x12, 7);
      x8 ^= Integer.rotateLeft(x4 + x0, 9);
      x12 ^= Integer.rotateLeft(x8 + x4, 13);
      x0 ^= Integer.rotateLeft(x12 + x8, 18);
      x9 ^= Integer.rotateLeft(x5 + x1, 7);
      x13 ^= Integer.rotateLeft(x9 + x5, 9);
      x1 ^= Integer.rotateLeft(x13 + x9, 13);
      x5 ^= Integer.rotateLeft(x1 + x13, 18);
      x14 ^= Integer.rotateLeft(x10 + x6, 7);
      x2 ^= Integer.rotateLeft(x14 + x10, 9);
      x6 ^= Integer.rotateLeft(x2 + x14, 13);
      x10 ^= Integer.rotateLeft(x6 + x2, 18);
      x3 ^= Integer.rotateLeft(x15 + x11, 7);
      x7 ^= Integer.rotateLeft(x3 + x15, 9);
      x11 ^= Integer.rotateLeft(x7 + x3, 13);
      x15 ^= Integer.rotateLeft(x11 + x7, 18);
      x1 ^= Integer.rotateLeft(x0 + x3, 7);
      x2 ^= Integer.rotateLeft(x1 + x0, 9);
      x3 ^= Integer.rotateLeft(x2 + x1, 13);
      x0 ^= Integer.rotateLeft(x3 + x2, 18);
      x6 ^= Integer.rotateLeft(x5 + x4, 7);
      x7 ^= Integer.rotateLeft(x6 + x5, 9);
      x4 ^= Integer.rotateLeft(x7 + x6, 13);
      x5 ^= Integer.rotateLeft(x4 + x7, 18);
      x11 ^= Integer.rotateLeft(x10 + x9, 7);
      x8 ^= Integer.rotateLeft(x11 + x10, 9);
      x9 ^= Integer.rotateLeft(x8 + x11, 13);
      x10 ^= Integer.rotateLeft(x9 + x8, 18);
      x12 ^= Integer.rotateLeft(x15 + x14, 7);
      x13 ^= Integer.rotateLeft(x12 + x15, 9);
      x14 ^= Integer.rotateLeft(x13 + x12, 13);
      x15 ^= Integer.rotateLeft(x14 + x13, 18);
    }
    block[0] += x0;
    block[1] += x1;
    block[2] += x2;
    block[3] += x3;
    block[4] += x4;
    block[5] += x5;
    block[6] += x6;
    block[7] += x7;
    block[8] += x8;
    block[9] += x9;
    block[10] += x10;
    block[11] += x11;
    block[12] += x12;
    block[13] += x13;
    block[14] += x14;
    block[15] += x15;
  }
}
