package io.holdfast.stores;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A driver for one kind of store, registered with {@code ServiceLoader}. */
public interface StoreProvider {
  /** The kind in the configuration: {@code files}, {@code derby}. */
  String kind();

  /** What this store holds: decides where its member stands in the set's tree. */
  Role role();

  /** The paths that belong to this store alone and are left out of every tree. */
  List<Path> ownedPaths(StoreSpec spec);

  /** Opens the store for a backup; touches nothing yet. */
  Store open(StoreSpec spec, StoreContext context);

  /** The way back. */
  StoreRestore restore(Clock clock, int threads);

  /** The way back into the store's own server; empty for a store that lives in directories. */
  default Optional<ServerRestore> intoServer(StoreSpec spec, Clock clock, int threads) {
    return Optional.empty();
  }

  /** Receives what the store's server writes between backups; empty if nothing does that for it. */
  default Optional<LogReceiver> logReceiver(
      StoreSpec spec, String installation, Vault vault, Clock clock, Path work) {
    return Optional.empty();
  }

  /** Brings the store back by its log; empty if none is kept. */
  default Optional<LogRecovery> logRecovery(StoreSpec spec, LogContext context) {
    return Optional.empty();
  }

  /**
   * Looks whether a process has the store's own directory open, so that it must not be replaced.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-704 if so
   */
  default void refuseOpen(StoreSpec spec) {}

  /** What a store holds. */
  enum Role {
    /** Its rows may name files; it is restored last. */
    SYSTEM_DATABASE,
    /** Keys and values that processing keeps in memory; restored beside the disk. */
    IN_MEMORY,
    /** A tree of files; restored first. */
    DISK
  }
}
