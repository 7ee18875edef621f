/**
 * One door each to what lies outside the program: {@link io.holdfast.platform.Clock} for time,
 * {@link io.holdfast.platform.Randomness} for chance, {@link io.holdfast.platform.Disk} for
 * Holdfast's own files, {@code platform.posix} for the trees of others, {@code platform.crypto} for
 * ciphers and hashes, {@link io.holdfast.platform.Processes} for other processes. No other code may
 * reach around them; the house module holds it to that. Nothing here may know what a backup is.
 */
package io.holdfast.platform;
