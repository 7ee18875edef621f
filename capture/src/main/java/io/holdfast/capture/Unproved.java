package io.holdfast.capture;

/** Something whose state at the fence is not known: it was not looked at inside the window. */
public record Unproved(String path, String reason) {}
