/**
 * What becomes cold, and what must be warmed: plans and reports. The work is done by the vault
 * itself, as {@code docs/design/0016-cold-tier.md} says.
 */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.cold;
