package io.holdfast.usage.record;

/** What became of one line of input. */
public sealed interface Decoded permits UsageRecord, Malformed {}
