/**
 * The demonstration: the reference usage engine is backed up while it works, destroyed, brought
 * back, and its bill is compared with the one computed from the input. The engine is another
 * program, started as one; nothing here shares code with it.
 */
package io.holdfast.cli.demo;
