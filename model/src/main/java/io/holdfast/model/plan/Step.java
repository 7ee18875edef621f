package io.holdfast.model.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan.
 *
 * @param number from 1
 * @param store the store that it is about; null if it is about all
 * @param suspended whether processing stands still meanwhile
 * @param what what is done, as one sentence
 * @param atMost how long it may take; null if nothing bounds it
 */
public record Step(
    int number,
    Phase phase,
    @Nullable String store,
    boolean suspended,
    String what,
    @Nullable Duration atMost) {}
