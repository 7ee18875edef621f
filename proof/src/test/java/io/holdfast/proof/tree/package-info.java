/** Any tree into a vault and back, beside restic on the same tree. */
package io.holdfast.proof.tree;
