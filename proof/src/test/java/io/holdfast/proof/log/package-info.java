/** Databases brought back by their logs, by the program, with servers that are killed. */
@org.jspecify.annotations.NullMarked
package io.holdfast.proof.log;
