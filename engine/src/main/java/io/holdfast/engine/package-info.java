/**
 * The operations on recovery sets: {@link io.holdfast.engine.Backup}, {@link
 * io.holdfast.engine.Restore}, {@link io.holdfast.engine.Verify}. They know the order of things and
 * no kind of store; they print nothing and read no configuration file.
 */
package io.holdfast.engine;
