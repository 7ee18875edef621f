/**
 * Proof that the stock restic program and Holdfast read what the other wrote. Needs restic
 * installed.
 */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.interop;
