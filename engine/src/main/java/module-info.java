/** Backup, restore, verify: the coordinator and its journal. */
@org.jspecify.annotations.NullMarked
module io.holdfast.engine {
  requires static transitive org.jspecify;
  requires transitive io.holdfast.platform;
  requires transitive io.holdfast.model;
  requires transitive io.holdfast.vault;
  requires transitive io.holdfast.window;
  requires transitive io.holdfast.stores;

  exports io.holdfast.engine;
  exports io.holdfast.engine.closure;
  exports io.holdfast.engine.journal;

  uses io.holdfast.stores.StoreProvider;
}
