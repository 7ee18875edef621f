package io.holdfast.capture;

/**
 * A directory on which another file system is mounted; what is below it is captured too.
 *
 * @param fenced whether a fence could be placed on that file system's own clock; if not (it is
 *     mounted read-only, say), the root's clock stands in for it
 */
public record MountPoint(String path, boolean fenced) {}
