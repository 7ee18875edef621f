package io.holdfast.usage.source;

/** A session that the upstream is in the middle of. */
final class Session {
  final long id;
  final long subscriber;
  final int parts;
  final boolean stops;
  final int cell;
  int sequence;

  Session(long id, long subscriber, int parts, boolean stops, int cell) {
    this.id = id;
    this.subscriber = subscriber;
    this.parts = parts;
    this.stops = stops;
    this.cell = cell;
  }
}
