/** Redis as a part of the installation: open sessions in it, and keys that name files. */
@org.jspecify.annotations.NullMarked
package io.holdfast.proof.redis;
