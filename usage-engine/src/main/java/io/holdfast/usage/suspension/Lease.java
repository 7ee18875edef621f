package io.holdfast.usage.suspension;

import java.time.Instant;

/** A suspension in force. */
public record Lease(String id, String holder, Instant startedAt, Instant deadline) {}
