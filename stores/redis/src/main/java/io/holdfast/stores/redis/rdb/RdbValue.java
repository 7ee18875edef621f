package io.holdfast.stores.redis.rdb;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Goes over one value without building it, or reads what is wanted of it. Type numbers are those of
 * Redis's {@code rdb.h}.
 */
final class RdbValue {
  private static final char[] NAME_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray();

  private final RdbInput in;
  private final Consumer<String> moduleTypes;

  /**
   * @param moduleTypes told the name of each module's type that is met
   */
  RdbValue(RdbInput in, Consumer<String> moduleTypes) {
    this.in = in;
    this.moduleTypes = moduleTypes;
  }

  void skip(int type) throws IOException {
    switch (type) {
      // A string, and all that are packed into one.
      case 0, 9, 10, 11, 12, 13, 16, 17, 20 -> in.skipString();
      case 1, 2, 14 -> strings(1);
      case 3 -> sortedSetOfText();
      case 4 -> strings(2);
      case 5 -> {
        for (long left = in.length(); left > 0; left--) {
          in.skipString();
          in.skip(8);
        }
      }
      case 7 -> {
        moduleTypes.accept(moduleType(in.length()));
        module();
      }
      case 15 -> stream(false, false);
      case 18 -> {
        for (long left = in.length(); left > 0; left--) {
          in.length();
          in.skipString();
        }
      }
      case 19 -> stream(true, false);
      case 21 -> stream(true, true);
      case 24 -> {
        in.skip(8);
        for (long left = in.length(); left > 0; left--) {
          in.length();
          in.skipString();
          in.skipString();
        }
      }
      case 25 -> {
        in.skip(8);
        in.skipString();
      }
      default ->
          throw in.damaged(
              "a value of type %d, which this version of Holdfast does not know".formatted(type));
    }
  }

  /** As {@link #skip}, with what is wanted read on the way. */
  void read(int type, Wanted wanted) throws IOException {
    switch (type) {
      case 0 -> wanted.text(in.string());
      case 4 -> fields(false, wanted);
      case 13 -> fields(unpacked(Packed::ziplist), 2, wanted);
      case 16 -> fields(unpacked(Packed::listpack), 2, wanted);
      case 24 -> {
        in.skip(8);
        fields(true, wanted);
      }
      case 25 -> {
        in.skip(8);
        fields(unpacked(Packed::listpack), 3, wanted);
      }
      default -> {
        wanted.other(type);
        skip(type);
      }
    }
    wanted.end();
  }

  /**
   * @param expiring whether each field has a time to live before it
   */
  private void fields(boolean expiring, Wanted wanted) throws IOException {
    for (long left = in.length(); left > 0; left--) {
      if (expiring) {
        in.length();
      }
      byte[] name = in.string();
      if (wanted.isField(name)) {
        wanted.field(name, in.string());
      } else {
        in.skipString();
      }
    }
  }

  /**
   * @param each how many entries belong to a field: its name, its content, and what follows them
   */
  private static void fields(List<byte[]> packed, int each, Wanted wanted) {
    for (int at = 0; at + each <= packed.size(); at += each) {
      if (wanted.isField(packed.get(at))) {
        wanted.field(packed.get(at), packed.get(at + 1));
      }
    }
  }

  private List<byte[]> unpacked(Function<byte[], List<byte[]>> form) throws IOException {
    try {
      return form.apply(in.string());
    } catch (BufferUnderflowException beyond) {
      throw in.damaged("a packed value that does not fit");
    }
  }

  private void strings(int each) throws IOException {
    for (long left = in.length(); left > 0; left--) {
      for (int n = 0; n < each; n++) {
        in.skipString();
      }
    }
  }

  private void sortedSetOfText() throws IOException {
    for (long left = in.length(); left > 0; left--) {
      in.skipString();
      int digits = in.octet();
      in.skip(digits >= 253 ? 0 : digits);
    }
  }

  /**
   * @param counted whether first id, last deleted id and counters are kept (from 7.0 on)
   * @param active whether consumers have the time of their last success (from 7.2 on)
   */
  private void stream(boolean counted, boolean active) throws IOException {
    for (long left = in.length(); left > 0; left--) {
      in.skipString();
      in.skipString();
    }
    lengths(counted ? 8 : 3);
    for (long groups = in.length(); groups > 0; groups--) {
      in.skipString();
      lengths(counted ? 3 : 2);
      for (long pending = in.length(); pending > 0; pending--) {
        in.skip(16 + 8);
        in.length();
      }
      for (long consumers = in.length(); consumers > 0; consumers--) {
        in.skipString();
        in.skip(active ? 16 : 8);
        in.skip(Math.multiplyExact(in.length(), 16));
      }
    }
  }

  private void lengths(int count) throws IOException {
    for (int n = 0; n < count; n++) {
      in.length();
    }
  }

  /** What a module wrote, in parts that tell their own kind. */
  void module() throws IOException {
    while (true) {
      int part = (int) in.length();
      switch (part) {
        case 0 -> {
          return;
        }
        case 1, 2 -> in.length();
        case 3 -> in.skip(4);
        case 4 -> in.skip(8);
        case 5 -> in.skipString();
        default -> throw in.damaged("a module's value with a part of kind " + part);
      }
    }
  }

  /** Nine characters of six bits, then ten bits of version. */
  static String moduleType(long id) {
    StringBuilder name = new StringBuilder();
    for (int n = 0; n < 9; n++) {
      name.append(NAME_CHARACTERS[(int) (id >>> (58 - 6 * n) & 0x3f)]);
    }
    return name.toString();
  }
}
