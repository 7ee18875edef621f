/** restic's repository format 2: chunk, blob, pack, index, snapshot. */
@org.jspecify.annotations.NullMarked
module io.holdfast.vault {
  requires static transitive org.jspecify;
  requires transitive io.holdfast.platform;
  requires transitive io.holdfast.model;
  requires tools.jackson.core;
  requires com.github.luben.zstd_jni;

  exports io.holdfast.vault;
  exports io.holdfast.vault.browse;
  exports io.holdfast.vault.check;
  exports io.holdfast.vault.cold;
  exports io.holdfast.vault.copy;
  exports io.holdfast.vault.crypto;
  exports io.holdfast.vault.hold;
  exports io.holdfast.vault.lock;
  exports io.holdfast.vault.prune;
  exports io.holdfast.vault.retention;
  exports io.holdfast.vault.repair;
  exports io.holdfast.vault.snapshot;
  exports io.holdfast.vault.store;
  exports io.holdfast.vault.tree;

  uses io.holdfast.vault.store.ObjectStoreProvider;
}
