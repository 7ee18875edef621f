package io.holdfast.platform.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What every Java runtime has. Fast once the optimising compiler has come to it.
 *
 * <p>Ciphers and authenticators are fed in slices of {@value #SLICE} bytes: on JDK 25 one call with
 * a megabyte runs at a twentieth of the speed, because the intrinsic is only used by code that has
 * been called often. The shorter the slices, the sooner that is: a process that opens a gigabyte
 * takes a seventh less with slices of 1 KiB than of 16.
 */
final class JavaCryptography implements Cryptography {
  private static final int SLICE = 1 * 1024;
  private static final int BLOCK = 16;

  @Override
  public MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw everyJavaHasIt(impossible);
    }
  }

  @Override
  public byte[] hmacSha256(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      // HMAC fills a short key up with zeros, and Java knows no empty one.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException impossible) {
      throw everyJavaHasIt(impossible);
    }
  }

  @Override
  public StreamCipher aesCounter(byte[] key) {
    Cipher cipher = cipher("AES/CTR/NoPadding");
    SecretKeySpec cipherKey = new SecretKeySpec(key, "AES");
    return (iv, from, offset, length, to, at) -> {
      Objects.checkFromIndexSize(at, length, to.length);
      try {
        cipher.init(Cipher.ENCRYPT_MODE, cipherKey, new IvParameterSpec(iv));
        int done = 0;
        while (done < length) {
          int slice = Math.min(SLICE, length - done);
          done += cipher.update(from, offset + done, slice, to, at + done);
        }
      } catch (ShortBufferException impossible) {
        throw new IllegalStateException("Counter mode keeps the length", impossible);
      } catch (GeneralSecurityException wrong) {
        throw new IllegalArgumentException("A key or an IV of a wrong length", wrong);
      }
    };
  }

  @Override
  public Authenticator poly1305Aes(byte[] k, byte[] r) {
    if (r.length != BLOCK) {
      throw new IllegalArgumentException("A key of a wrong length");
    }
    // One block under a key of its own: the definition of Poly1305-AES, not a mode for data.
    Cipher cipher = cipher("AES/ECB/NoPadding");
    try {
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(k, "AES"));
    } catch (GeneralSecurityException wrong) {
      throw new IllegalArgumentException("A key of a wrong length", wrong);
    }
    Poly1305 poly = new Poly1305();
    byte[] oneTime = Arrays.copyOf(r, 2 * BLOCK);
    return (nonce, message, offset, length, to, at) -> {
      try {
        cipher.update(nonce, 0, BLOCK, oneTime, BLOCK);
      } catch (ShortBufferException impossible) {
        throw new IllegalStateException("A block has room for a block", impossible);
      }
      poly.begin(oneTime);
      int done = 0;
      while (done < length) {
        int slice = Math.min(SLICE, length - done);
        poly.update(message, offset + done, slice);
        done += slice;
      }
      poly.end(to, at);
    };
  }

  @Override
  public byte[] scrypt(byte[] password, byte[] salt, int n, int r, int p, int length) {
    return new Scrypt(this, n, r).derive(password, salt, p, length);
  }

  private static Cipher cipher(String transformation) {
    try {
      return Cipher.getInstance(transformation);
    } catch (GeneralSecurityException impossible) {
      throw everyJavaHasIt(impossible);
    }
  }

  private static IllegalStateException everyJavaHasIt(GeneralSecurityException impossible) {
    return new IllegalStateException("Every Java runtime has AES and SHA-256", impossible);
  }
}
