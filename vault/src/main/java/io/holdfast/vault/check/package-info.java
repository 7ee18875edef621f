/**
 * What a check of a vault is asked and what it answers. The looking is done by the vault itself.
 */
package io.holdfast.vault.check;
