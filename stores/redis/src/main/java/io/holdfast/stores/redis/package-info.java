/**
 * Redis: inside the window each master forks as it would for a replica, and that fork is the point;
 * what it sends is spooled, proved and stored after processing has resumed. A restore stands beside
 * the live keys first and changes places with them in one transaction. Nothing here reads the
 * server's files, and nothing is flushed that does not carry our own mark. {@code
 * docs/design/0006-redis.md} has the reasons.
 */
package io.holdfast.stores.redis;
