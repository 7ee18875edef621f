/**
 * A bounded number of platform threads over a list of things to do. Nothing here knows what they
 * are.
 */
package io.holdfast.vault.parallel;
