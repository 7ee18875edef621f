/**
 * The real parts that the proofs are made on: the usage engine, Holdfast and restic as processes of
 * their own, an installation on disk, and a comparison of trees. Every process that is started here
 * is stopped here, also when a test fails; nothing here judges.
 */
package io.holdfast.proof.real;
