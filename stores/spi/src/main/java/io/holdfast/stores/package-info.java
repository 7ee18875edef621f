/**
 * Stores: places where an installation keeps state. A driver is a {@link
 * io.holdfast.stores.StoreProvider}, found by {@code ServiceLoader}, which opens a {@link
 * io.holdfast.stores.Store} for a backup and a {@link io.holdfast.stores.StoreRestore} for a
 * restore. The coordinator calls the steps in reference order and knows no kind; a driver knows no
 * other store.
 */
package io.holdfast.stores;
