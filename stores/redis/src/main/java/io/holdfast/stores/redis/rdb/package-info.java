/**
 * The RDB format, as far as it takes to know that a file is whole, to count what it holds, and to
 * hand each value on as the bytes that it is. Values are never built and never held: one of 512 MB
 * passes through the buffer of {@link io.holdfast.stores.redis.rdb.RdbInput}. It knows no server.
 */
package io.holdfast.stores.redis.rdb;
