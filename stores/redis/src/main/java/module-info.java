/** The store of kind {@code redis}. */
@org.jspecify.annotations.NullMarked
module io.holdfast.stores.redis {
  requires static transitive org.jspecify;
  requires io.holdfast.stores;

  provides io.holdfast.stores.StoreProvider with
      io.holdfast.stores.redis.RedisProvider;
}
