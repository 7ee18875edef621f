/**
 * Snapshots: the small objects, written last, that make a tree part of the vault. Finding them and
 * reading them; what their trees hold is not looked at here.
 */
package io.holdfast.vault.snapshot;
