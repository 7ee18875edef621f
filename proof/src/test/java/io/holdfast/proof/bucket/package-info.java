/** A vault in a bucket, as an operator meets it: by its location, in commands and configuration. */
@org.jspecify.annotations.NullMarked
package io.holdfast.proof.bucket;
