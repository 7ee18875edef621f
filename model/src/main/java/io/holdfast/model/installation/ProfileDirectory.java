package io.holdfast.model.installation;

/**
 * A directory of a tree and what it is for.
 *
 * @param path relative to the store's root, with forward slashes, without {@code .} and {@code ..}
 */
public record ProfileDirectory(String path, Profile profile) {}
