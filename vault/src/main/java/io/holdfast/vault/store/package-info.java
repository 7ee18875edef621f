/**
 * Where a vault's objects lie: named, written once, whole or not at all. A store knows directories,
 * requests and durability; it must never look into an object, nor decide what may be deleted.
 */
package io.holdfast.vault.store;
