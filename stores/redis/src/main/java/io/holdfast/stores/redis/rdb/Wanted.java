package io.holdfast.stores.redis.rdb;

/** What of one value is read and not only gone over, and who is told of it. */
public interface Wanted {
  /** The value is a string. */
  void text(byte[] value);

  /** The value is a hash: whether this field's content is wanted. */
  boolean isField(byte[] name);

  /** One field of a hash. */
  void field(byte[] name, byte[] content);

  /** The value is neither. */
  void other(int type);

  /** All of the value has been read. */
  void end();
}
