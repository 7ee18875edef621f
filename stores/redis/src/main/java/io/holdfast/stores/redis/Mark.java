package io.holdfast.stores.redis;

import io.holdfast.stores.redis.rdb.Crc64;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A key that tells that a database holds what a restore has put there and nothing else: what is
 * marked may be flushed, and nothing else ever is. Setting it also proves that the server knows the
 * RDB's version, because it is set by RESTORE.
 */
final class Mark {
  private static final String KEY = "holdfast:restore-in-progress";
  private static final String CONTENT = "holdfast";

  private Mark() {}

  /** In a cluster, one whose slot the server has. */
  static String key(Topology topology, Topology.Node node) {
    if (!topology.cluster()) {
      return KEY;
    }
    for (int tag = 0; ; tag++) {
      String key = KEY + "{" + tag + "}";
      if (node.slots().get(Slots.of(key.getBytes(StandardCharsets.US_ASCII)))) {
        return key;
      }
    }
  }

  /** Whether the selected database has it. */
  static boolean isIn(RespConnection connection, String key) throws IOException {
    return connection.call("EXISTS", key) instanceof Reply.Number(long count) && count > 0;
  }

  /** Sets it in the selected database, which has none. */
  static void set(RespConnection connection, String key, int rdbVersion) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(0);
    payload.write(CONTENT.length());
    payload.writeBytes(CONTENT.getBytes(StandardCharsets.US_ASCII));
    byte[] value = payload.toByteArray();
    connection.begin(4);
    connection.argument("RESTORE".getBytes(StandardCharsets.US_ASCII));
    connection.argument(key.getBytes(StandardCharsets.US_ASCII));
    connection.argument("0".getBytes(StandardCharsets.US_ASCII));
    payload.writeBytes(footer(Crc64.update(0, value, 0, value.length), rdbVersion));
    connection.argument(payload.toByteArray());
    connection.flush();
    if (connection.read() instanceof Reply.Failure(String said)) {
      throw new ServerRefusal("RESTORE", said);
    }
  }

  /** What ends a payload: version and checksum, both with the least octet first. */
  static byte[] footer(long crcOfTypeAndValue, int rdbVersion) {
    byte[] footer = new byte[10];
    footer[0] = (byte) rdbVersion;
    footer[1] = (byte) (rdbVersion >> 8);
    long crc = Crc64.update(crcOfTypeAndValue, footer, 0, 2);
    for (int n = 0; n < 8; n++) {
      footer[2 + n] = (byte) (crc >>> (8 * n));
    }
    return footer;
  }
}
