/** Vaults in S3, against a double of it, a stranger's mock, and stock restic. */
@org.jspecify.annotations.NullMarked
package io.holdfast.s3;
