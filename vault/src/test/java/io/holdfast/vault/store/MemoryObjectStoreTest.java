package io.holdfast.vault.store;

/** The store that other tests rely on holds to the contract too. */
class MemoryObjectStoreTest extends ObjectStoreContract {
  @Override
  protected ObjectStore newStore() {
    return new MemoryObjectStore();
  }
}
