/**
 * The trees of others, through the operating system's own calls: everything is relative to an open
 * directory, so that no path is resolved twice and no path is too long, names are bytes, times have
 * nanoseconds, and links are never followed unless asked. Start at {@link
 * io.holdfast.platform.posix.Posix}; code that walks trees takes a {@link
 * io.holdfast.platform.posix.FileSystem}, so that tests can put faults in between.
 *
 * <p>{@link io.holdfast.platform.posix.Terminal} stands apart: it tells how wide the terminal is.
 *
 * <p>Linux on x86-64 and aarch64 with glibc 2.33 or newer; elsewhere the JDK's own classes do what
 * they can, and pass the same tests but for what they say they cannot. Nothing here may know what a
 * backup is, and nothing here decides: a call that fails is a {@link
 * io.holdfast.platform.posix.PosixException}.
 */
package io.holdfast.platform.posix;
