package io.holdfast.stores.redis;

import java.io.IOException;

/** One key of every type and encoding that a Redis without modules writes. */
final class DataTypes {
  static final String LIBRARY =
      "#!lua name=billing\nredis.register_function('twice', function(keys, args) return"
          + " tonumber(args[1]) * 2 end)";

  private DataTypes() {}

  static void fill(RunningRedis server) throws IOException {
    try (RespConnection to = server.connect()) {
      to.call("SET", "string", "value");
      to.call("SET", "empty", "");
      to.call("SET", "int8", "-7");
      to.call("SET", "int16", "30000");
      to.call("SET", "int32", "-2000000000");
      to.call("SET", "int64", "9000000000000000000");
      to.call("SET", "compressible", "abc".repeat(100_000));
      to.call("SETBIT", "bitmap", "100000", "1");
      to.call("PFADD", "hyperloglog", "a", "b", "c");
      to.call("SET", "key-that-is-compressed-" + "k".repeat(300), "value");
      to.call("RPUSH", "small-list", "a", "1", "b");
      to.call("HSET", "small-hash", "field", "value", "n", "1");
      to.call("SADD", "small-set", "a", "b");
      to.call("SADD", "int-set", "1", "2", "70000", "5000000000");
      to.call("ZADD", "small-zset", "1.5", "a", "-inf", "b", "inf", "c");
      to.call("GEOADD", "geo", "13.361389", "38.115556", "Palermo");
      for (int n = 0; n < 1000; n++) {
        String value = "value-" + n + "-" + "x".repeat(n % 200);
        to.call("RPUSH", "list", value);
        to.call("HSET", "hash", "field-" + n, value);
        to.call("SADD", "set", value);
        to.call("ZADD", "zset", Double.toString(n / 3.0), value);
        to.call("XADD", "stream", n + 1 + "-1", "field", value);
      }
      to.call("RPUSH", "big-elements", "y".repeat(20_000), "z".repeat(20_000));
      to.call("XGROUP", "CREATE", "stream", "group", "0");
      to.call("XREADGROUP", "GROUP", "group", "one", "COUNT", "7", "STREAMS", "stream", ">");
      to.call("XREADGROUP", "GROUP", "group", "two", "COUNT", "3", "STREAMS", "stream", ">");
      to.call("XDEL", "stream", "5-1", "900-1");
      to.call("XACK", "stream", "group", "1-1");
      to.call("SET", "expiring", "later", "EX", "100000");
      to.call("HSET", "expiring-hash", "a", "b");
      to.call("PEXPIREAT", "expiring-hash", "4102444800123");
      to.call("SELECT", "5");
      to.call("SET", "in-another-database", "5");
      to.call("FUNCTION", "LOAD", "REPLACE", LIBRARY);
    }
  }
}
