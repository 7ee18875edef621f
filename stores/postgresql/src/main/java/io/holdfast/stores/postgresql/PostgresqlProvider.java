package io.holdfast.stores.postgresql;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.stores.LogContext;
import io.holdfast.stores.LogReceiver;
import io.holdfast.stores.LogRecovery;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.StoreProvider;
import io.holdfast.stores.StoreRestore;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The driver for PostgreSQL. */
public final class PostgresqlProvider implements StoreProvider {
  private final List<Path> places;

  /** Looks for PostgreSQL's programs where they usually are. */
  public PostgresqlProvider() {
    this(Programs.usualPlaces());
  }

  /**
   * @param places where PostgreSQL's programs are looked for
   */
  PostgresqlProvider(List<Path> places) {
    this.places = List.copyOf(places);
  }

  @Override
  public String kind() {
    return "postgresql";
  }

  @Override
  public Role role() {
    return Role.SYSTEM_DATABASE;
  }

  /** The server's own files are the server's business, wherever they are. */
  @Override
  public List<Path> ownedPaths(StoreSpec spec) {
    return List.of();
  }

  @Override
  public Store open(StoreSpec spec, StoreContext context) {
    return new PostgresqlStore((StoreSpec.Postgresql) spec, context, places);
  }

  @Override
  public StoreRestore restore(Clock clock, int threads) {
    return new PostgresqlRestore(clock, threads, places);
  }

  @Override
  public Optional<LogReceiver> logReceiver(
      StoreSpec spec, String installation, Vault vault, Clock clock, Path work) {
    StoreSpec.Postgresql store = (StoreSpec.Postgresql) spec;
    return Optional.ofNullable(store.physical())
        .map(
            physical ->
                new ServerLog(
                    new WalServer(Address.of(store), physical.slot()),
                    physical,
                    new EraVault(vault, clock, installation, store.name()),
                    places,
                    work,
                    clock));
  }

  @Override
  public Optional<LogRecovery> logRecovery(StoreSpec spec, LogContext context) {
    StoreSpec.Postgresql store = (StoreSpec.Postgresql) spec;
    return store.physical() == null
        ? Optional.empty()
        : Optional.of(
            new EraRecovery(
                context.vault(),
                new EraVault(
                    context.vault(), context.clock(), context.installation(), store.name()),
                Address.of(store),
                places,
                context.clock(),
                context.threads()));
  }

  @Override
  public Optional<ServerRestore> intoServer(StoreSpec spec, Clock clock, int threads) {
    return Optional.of(
        new ServerDatabase(Address.of((StoreSpec.Postgresql) spec), clock, threads, places));
  }
}
