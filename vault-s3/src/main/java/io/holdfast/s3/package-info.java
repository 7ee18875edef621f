/**
 * A vault's objects in a bucket, laid out as restic lays them out, so that the stock program reads
 * the same bucket. Each call here is one request, tried once: what a failure means is decided here,
 * whether to try again is decided above. It must never overwrite an object, and never hide one that
 * the store is keeping under a lock.
 */
@org.jspecify.annotations.NullMarked
package io.holdfast.s3;
