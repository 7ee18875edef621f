/**
 * What can go wrong, as data. Every failure that reaches a person is a {@link
 * io.holdfast.model.error.HoldfastException} with a stable {@link
 * io.holdfast.model.error.ErrorCode}: the code names its page in {@code docs/errors}, its first
 * digit is the exit code. Nothing here may print, log or end the process.
 */
package io.holdfast.model.error;
