/**
 * What a copy of snapshots into another vault answers. The copying is done by the vaults
 * themselves.
 */
package io.holdfast.vault.copy;
