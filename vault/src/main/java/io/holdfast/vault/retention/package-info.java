/**
 * The vault's minimum retention, and the time that the vault itself has witnessed to pass. The
 * argument is in {@code docs/design/0012-lifecycle.md}; nothing here asks what day it is.
 */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.retention;
