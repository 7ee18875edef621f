/** The write-ahead log, received and recovered by the program, with servers that are killed. */
@org.jspecify.annotations.NullMarked
package io.holdfast.proof.log;
