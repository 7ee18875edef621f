package io.holdfast.model.installation;

/**
 * How one store refers to another: the rows of a query, or the keys that a pattern fits, name
 * files.
 *
 * @param from the referring store
 * @param query returns {@code path}, and if known {@code length} and {@code sha256}, in that order;
 *     of a Redis see {@link KeyQuery}
 * @param to the store that holds the files
 * @param base what the paths are relative to, itself relative to the root of {@code to}; may be
 *     empty
 */
public record Reference(String from, String query, String to, String base) {}
