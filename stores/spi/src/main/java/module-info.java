/** What every kind of store implements, so that the coordinator needs to know none of them. */
@org.jspecify.annotations.NullMarked
module io.holdfast.stores {
  requires static transitive org.jspecify;
  requires transitive io.holdfast.platform;
  requires transitive io.holdfast.model;
  requires transitive io.holdfast.vault;
  requires transitive io.holdfast.capture;
  requires transitive java.sql;

  exports io.holdfast.stores;
}
