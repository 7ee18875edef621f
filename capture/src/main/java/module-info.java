/** Trees: walk, profiles, rounds, sweep, audit, restore. */
@org.jspecify.annotations.NullMarked
module io.holdfast.capture {
  requires static transitive org.jspecify;
  requires transitive io.holdfast.platform;
  requires transitive io.holdfast.model;
  requires transitive io.holdfast.vault;
  requires org.apache.commons.compress;

  exports io.holdfast.capture;
  exports io.holdfast.capture.dump;
}
