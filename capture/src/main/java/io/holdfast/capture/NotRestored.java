package io.holdfast.capture;

/**
 * A property that the target or this user cannot have: an attribute of another file system, a
 * device.
 *
 * @param what such as {@code extended attribute security.capability}
 */
public record NotRestored(String path, String what, String reason) {}
