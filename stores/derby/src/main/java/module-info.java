/** The store of kind {@code derby}. */
@org.jspecify.annotations.NullMarked
module io.holdfast.stores.derby {
  requires static transitive org.jspecify;
  requires io.holdfast.stores;
  requires java.sql;

  provides io.holdfast.stores.StoreProvider with
      io.holdfast.stores.derby.DerbyProvider;
}
