/**
 * What a repair of a vault is asked and what it answers. The repairing is done by the vault itself.
 */
package io.holdfast.vault.repair;
