package io.holdfast.model.plan;

/**
 * One thing that the linter has to say.
 *
 * @param rule a stable id such as {@code database-before-disk}, for scripts and for searching the
 *     guide
 * @param where the part of the configuration, such as {@code stores[shared-disk].profiles}
 * @param message what is so, with names and numbers
 * @param next what to do, as one sentence
 */
public record Finding(Severity severity, String rule, String where, String message, String next) {}
