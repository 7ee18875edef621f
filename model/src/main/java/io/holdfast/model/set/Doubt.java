package io.holdfast.model.set;

/**
 * Why a set is less than {@code consistent}.
 *
 * @param lowersTo the best grade that is still true
 * @param reason one sentence, naming what it is about
 */
public record Doubt(Grade lowersTo, String reason) {}
