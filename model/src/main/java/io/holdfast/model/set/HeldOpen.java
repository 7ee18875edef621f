package io.holdfast.model.set;

/**
 * A process that held a file of a tree open for writing while the tree was fixed. It is information
 * and no verdict: a log is held open too, and what was written is found by the file's times.
 *
 * @param pid on the machine that made the set
 * @param command the process's name, as its own system tells it
 * @param path the file, as the process opened it
 */
public record HeldOpen(long pid, String command, String path) {}
