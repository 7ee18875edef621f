package io.holdfast.vault.chunk;

import io.holdfast.platform.crypto.Cryptography;
import io.holdfast.vault.crypto.MasterKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 256 numbers, one for each byte value, drawn from the vault's key: whoever lacks the key cannot
 * tell from blob lengths alone which known file was stored.
 */
public final class GearTable {
  private static final String PURPOSE = "holdfast chunker 1";
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long[] values;

  private GearTable(long[] values) {
    this.values = values;
  }

  public static GearTable of(MasterKey key) {
    return ofSecret(key.derive(PURPOSE));
  }

  /** Entry {@code b} is the first eight bytes, big-endian, of {@code HMAC-SHA256(secret, b)}. */
  static GearTable ofSecret(byte[] secret) {
    Cryptography cryptography = Cryptography.fastest();
    long[] values = new long[256];
    for (int b = 0; b < 256; b++) {
      values[b] = (long) LONG.get(cryptography.hmacSha256(secret, new byte[] {(byte) b}), 0);
    }
    return new GearTable(values);
  }

  long[] values() {
    return values;
  }
}
