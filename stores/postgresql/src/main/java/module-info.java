/** The store of kind {@code postgresql}. */
@org.jspecify.annotations.NullMarked
module io.holdfast.stores.postgresql {
  requires static transitive org.jspecify;
  requires io.holdfast.stores;
  requires static org.checkerframework.checker.qual;
  requires java.sql;
  requires org.apache.commons.compress;
  requires org.postgresql.jdbc;

  // The driver makes the socket factory by its name.
  exports io.holdfast.stores.postgresql to
      org.postgresql.jdbc;

  provides io.holdfast.stores.StoreProvider with
      io.holdfast.stores.postgresql.PostgresqlProvider;
}
