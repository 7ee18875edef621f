/** The store of kind {@code files}. */
@org.jspecify.annotations.NullMarked
module io.holdfast.stores.files {
  requires static transitive org.jspecify;
  requires io.holdfast.stores;

  provides io.holdfast.stores.StoreProvider with
      io.holdfast.stores.files.FilesProvider;
}
