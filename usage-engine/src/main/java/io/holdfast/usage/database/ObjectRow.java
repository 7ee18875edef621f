package io.holdfast.usage.database;

/**
 * One inter-workflow batch that lies in a large object.
 *
 * @param object its number in {@code pg_largeobject}
 */
public record ObjectRow(FileRow row, long object) {}
