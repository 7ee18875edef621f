/**
 * A double of S3 in this process. It enforces what S3 enforces (signatures, conditions, checksums,
 * locks, ranges, pages) and fails as it is told to, by script or by seed.
 */
@org.jspecify.annotations.NullMarked
package io.holdfast.s3.fake;
