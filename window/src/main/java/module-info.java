/**
 * Suspension drivers, the lease, the guardian: how processing is stopped, and how it always
 * resumes.
 */
@org.jspecify.annotations.NullMarked
module io.holdfast.window {
  requires static transitive org.jspecify;
  requires transitive io.holdfast.platform;
  requires transitive io.holdfast.model;
  requires java.net.http;

  exports io.holdfast.window;
  exports io.holdfast.window.driver;
  exports io.holdfast.window.guardian;
}
