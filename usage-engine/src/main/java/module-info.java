/**
 * The reference usage engine: a separate program, the test subject and the demonstration. Nothing
 * of Holdfast depends on it and it depends on nothing of Holdfast.
 */
@org.jspecify.annotations.NullMarked
module io.holdfast.usage {
  requires static transitive org.jspecify;
  requires java.sql;
  requires jdk.httpserver;
  requires org.apache.derby.server;

  exports io.holdfast.usage;
}
