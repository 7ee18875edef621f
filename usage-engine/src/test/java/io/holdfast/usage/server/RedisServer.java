package io.holdfast.usage.server;

import io.holdfast.usage.redis.Command;
import io.holdfast.usage.redis.RedisAddress;
import io.holdfast.usage.redis.RedisConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One Redis server for all tests; it demands a password. */
public final class RedisServer {
  private static final String PASSWORD = "geheim";
  private static final byte[] NONE = {};
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable RedisServer running;

  private final ServerProcess server;

  private RedisServer() throws IOException {
    server = new ServerProcess("redis", "");
    Files.writeString(passwordFile(), PASSWORD + "\n");
    server.start(
        List.of(
            "redis-server",
            "--port",
            Integer.toString(server.port),
            "--bind",
            "127.0.0.1",
            "--requirepass",
            PASSWORD,
            "--save",
            "",
            "--appendonly",
            "no",
            "--databases",
            "1000",
            "--dir",
            server.home.toString()));
    server.awaitAnswer(() -> RedisConnection.open(address(0)).close());
  }

  public static synchronized RedisServer running() throws IOException {
    if (running == null) {
      running = new RedisServer();
    }
    return running;
  }

  public Path passwordFile() {
    return server.home.resolve("password");
  }

  /** An empty database of this server. */
  public RedisAddress create() {
    return address(DATABASES.incrementAndGet());
  }

  private RedisAddress address(int database) {
    return new RedisAddress("127.0.0.1", server.port, database, PASSWORD);
  }

  /** All keys with their values, as DUMP gives them. */
  public static Map<String, byte[]> dump(RedisAddress address) throws IOException {
    var all = new LinkedHashMap<String, byte[]>();
    try (var redis = RedisConnection.open(address)) {
      for (var key : redis.ask(Command.of("KEYS", "*")).items()) {
        var name = new String(key.bytesOr(NONE), StandardCharsets.UTF_8);
        all.put(name, redis.ask(Command.of("DUMP", name)).bytesOr(NONE));
      }
    }
    return all;
  }

  /** Puts these in the place of all that is there. */
  public static void restore(RedisAddress address, Map<String, byte[]> all) throws IOException {
    try (var redis = RedisConnection.open(address)) {
      redis.ask(Command.of("FLUSHDB"));
      for (var entry : all.entrySet()) {
        redis.ask(Command.of("RESTORE", entry.getKey(), "0").add(entry.getValue()));
      }
    }
  }
}
