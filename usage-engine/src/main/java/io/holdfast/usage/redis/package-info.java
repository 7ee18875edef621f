/**
 * Just enough of a client for Redis: commands, replies, transactions. It must never know what the
 * keys mean.
 */
package io.holdfast.usage.redis;
