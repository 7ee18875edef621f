/**
 * The recovery set: what was captured together, at which points, and the evidence for its grade.
 * Its JSON form is {@code recovery-set.json}, specified in {@code docs/spec/recovery-set.md}.
 */
package io.holdfast.model.set;
