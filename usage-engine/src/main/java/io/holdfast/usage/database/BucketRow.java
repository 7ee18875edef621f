package io.holdfast.usage.database;

/**
 * What the database vouches for of one part of the open sessions that lie in Redis.
 *
 * @param digest of its entries, 64 hexadecimal digits
 */
public record BucketRow(int bucket, long sessions, String digest) {}
