package io.holdfast.stores.redis;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreProvider;
import io.holdfast.stores.StoreRestore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The driver for Redis. */
public final class RedisProvider implements StoreProvider {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Duration patience;
  private final List<Path> places;

  /** Looks for a server's program where it usually is. */
  public RedisProvider() {
    this(PATIENCE, PrivateServer.usualPlaces());
  }

  /**
   * @param patience how long another save of a server may keep the window open
   * @param places where a server's program is looked for
   */
  RedisProvider(Duration patience, List<Path> places) {
    this.patience = patience;
    this.places = List.copyOf(places);
  }

  @Override
  public String kind() {
    return "redis";
  }

  @Override
  public Role role() {
    return Role.IN_MEMORY;
  }

  /** The server's own files are the server's business, wherever they are. */
  @Override
  public List<Path> ownedPaths(StoreSpec spec) {
    return List.of();
  }

  @Override
  public Store open(StoreSpec spec, StoreContext context) {
    return new RedisStore((StoreSpec.Redis) spec, context, patience);
  }

  @Override
  public StoreRestore restore(Clock clock, int threads) {
    return new RedisRestore(clock, threads, places);
  }

  @Override
  public Optional<ServerRestore> intoServer(StoreSpec spec, Clock clock, int threads) {
    return Optional.of(new RedisServer(Address.of((StoreSpec.Redis) spec)));
  }
}
