package io.holdfast.stores.redis.rdb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads an RDB from its first byte to its last, and tells what it meets. */
public final class RdbReader {
  private static final int MODULE_AUX = 0xf7;
  private static final int SLOT_INFO = 0xf4;
  private static final int FUNCTION = 0xf5;
  private static final int IDLE = 0xf8;
  private static final int FREQUENCY = 0xf9;
  private static final int AUX = 0xfa;
  private static final int SIZES = 0xfb;
  private static final int EXPIRES_MILLIS = 0xfc;
  private static final int EXPIRES_SECONDS = 0xfd;
  private static final int DATABASE = 0xfe;
  private static final int END = 0xff;

  private final RdbInput in;
  private final Visitor visitor;
  private final RdbValue values;

  /** What is told. An exception of a visitor ends the reading. */
  public interface Visitor {
    default void aux(String name, String value) {}

    /** A library of functions, as its source. */
    default void library(String code) throws IOException {}

    default void moduleType(String name) {}

    /** Asked before each entry whether its value is to be read; empty to go over it. */
    default Optional<Wanted> wanted(byte[] key, long expires) {
      return Optional.empty();
    }

    void entry(RdbEntry entry) throws IOException;
  }

  /**
   * What was read to its end.
   *
   * @param version of the format
   * @param checksummed false if the server was told to write no checksum
   */
  public record End(int version, boolean checksummed, long bytes) {}

  private RdbReader(InputStream stream, Visitor visitor) {
    this.in = new RdbInput(stream);
    this.visitor = visitor;
    this.values = new RdbValue(in, visitor::moduleType);
  }

  /**
   * @throws DamagedRdbException if it is damaged, or of a kind that is not known here
   * @throws java.io.EOFException if it ends too early
   */
  public static End read(InputStream stream, Visitor visitor) throws IOException {
    return new RdbReader(stream, visitor).toTheEnd();
  }

  private End toTheEnd() throws IOException {
    int version = version();
    long database = 0;
    long expires = RdbEntry.NEVER;
    long idle = RdbEntry.UNKNOWN;
    long frequency = RdbEntry.UNKNOWN;
    while (true) {
      int code = in.octet();
      switch (code) {
        case END -> {
          return end(version);
        }
        case DATABASE -> database = in.length();
        case SIZES -> {
          in.length();
          in.length();
        }
        case SLOT_INFO -> {
          in.length();
          in.length();
          in.length();
        }
        case EXPIRES_SECONDS -> expires = Math.multiplyExact(in.littleEndian(4), 1000L);
        case EXPIRES_MILLIS -> expires = in.littleEndian(8);
        case IDLE -> idle = in.length();
        case FREQUENCY -> frequency = in.octet();
        case AUX -> visitor.aux(text(), text());
        case FUNCTION -> visitor.library(text());
        case MODULE_AUX -> {
          visitor.moduleType(RdbValue.moduleType(in.length()));
          values.module();
        }
        default -> {
          visitor.entry(entry(code, Math.toIntExact(database), expires, idle, frequency));
          expires = RdbEntry.NEVER;
          idle = RdbEntry.UNKNOWN;
          frequency = RdbEntry.UNKNOWN;
        }
      }
    }
  }

  /** {@code REDIS} and four digits, or {@code VALKEY} and three. */
  private int version() throws IOException {
    String magic = new String(in.octets(9), StandardCharsets.ISO_8859_1);
    if (!magic.matches("REDIS\\d{4}|VALKEY\\d{3}")) {
      throw in.damaged("it does not begin like an RDB");
    }
    return Integer.parseInt(magic.replaceAll("\\D", ""));
  }

  private RdbEntry entry(int type, int database, long expires, long idle, long frequency)
      throws IOException {
    if (type >= 0xf0) {
      throw in.damaged(
          "a part of kind %d, which this version of Holdfast does not know".formatted(type));
    }
    byte[] key = in.string();
    long from = in.position();
    in.beginValue(type);
    Optional<Wanted> wanted = visitor.wanted(key, expires);
    if (wanted.isPresent()) {
      values.read(type, wanted.get());
    } else {
      values.skip(type);
    }
    return new RdbEntry(
        database, key, type, from, in.position() - from, in.endValue(), expires, idle, frequency);
  }

  private End end(int version) throws IOException {
    long computed = in.checksum();
    long written = version >= 5 ? in.littleEndian(8) : 0;
    if (written != 0 && written != computed) {
      throw in.damaged(
          "its checksum is %016x, and its content has %016x".formatted(written, computed));
    }
    if (!in.ended()) {
      throw in.damaged("something follows its end");
    }
    return new End(version, written != 0, in.position());
  }

  private String text() throws IOException {
    return new String(in.string(), StandardCharsets.UTF_8);
  }
}
