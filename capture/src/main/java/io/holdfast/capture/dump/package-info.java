/**
 * Snapshots as streams: a directory as a tar archive, a file as its bytes. Everything is verified
 * before it is passed on; nothing is kept, and nothing is written but to the given stream.
 */
package io.holdfast.capture.dump;
