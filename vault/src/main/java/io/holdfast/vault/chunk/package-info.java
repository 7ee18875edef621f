/**
 * Where a file is cut into blobs, by its content, so that an insertion moves no more boundaries
 * than it must. The cut is keyed by the vault ({@code docs/spec/vault.md} has the algorithm and
 * vectors): changing it changes no stored byte, but new data would no longer deduplicate against
 * old.
 */
package io.holdfast.vault.chunk;
