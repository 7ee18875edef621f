package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.KeyQuery;
import io.holdfast.platform.Disk;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.redis.rdb.RdbEntry;
import io.holdfast.stores.redis.rdb.RdbReader;
import io.holdfast.stores.redis.rdb.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A reference's query on RDBs: the keys of all databases that the pattern fits, and were there at
 * the fork. A server writes keys that have expired as long as it has not looked at them.
 */
final class KeyReferences implements RdbReader.Visitor {
  private final KeyQuery query;
  private final KeyPattern pattern;
  private final Consumer<ReferenceRows.Row> consumer;
  private long forked;

  private KeyReferences(KeyQuery query, Consumer<ReferenceRows.Row> consumer) {
    this.query = query;
    this.pattern = new KeyPattern(query.pattern());
    this.consumer = consumer;
  }

  /** The rows, read anew each time that they are asked for. */
  static ReferenceRows in(List<Path> rdbs, String text) {
    KeyQuery query =
        KeyQuery.parse(text)
            .orElseThrow(() -> wrong(text, "it is neither GET PATTERN nor HMGET PATTERN FIELD …"));
    return consumer -> {
      for (Path rdb : rdbs) {
        try (InputStream stream = Disk.open(rdb)) {
          RdbReader.read(stream, new KeyReferences(query, consumer));
        } catch (IOException damaged) {
          throw ServerErrors.unfit(rdb + ": " + damaged.getMessage(), "Use another set.", damaged);
        }
      }
    };
  }

  private static HoldfastException wrong(String query, String why) {
    return new HoldfastException(
        ErrorCode.CONFIG_WRONG_VALUE,
        "The reference query fails: " + why + " — " + query,
        "Nothing was changed.",
        "Correct the query under 'references' in the configuration.");
  }

  @Override
  public void aux(String name, String value) {
    if (name.equals("ctime") && value.matches("[0-9]{1,15}")) {
      forked = Long.parseLong(value) * 1000;
    }
  }

  @Override
  public Optional<Wanted> wanted(byte[] key, long expires) {
    boolean alive = expires == RdbEntry.NEVER || expires > forked;
    return alive && pattern.fits(key) ? Optional.of(new Named(key)) : Optional.empty();
  }

  @Override
  public void entry(RdbEntry entry) {}

  /** One key's value. A hash is told when its last field has been read. */
  private final class Named implements Wanted {
    private final byte[] key;
    private final Map<String, String> fields = new HashMap<>();

    Named(byte[] key) {
      this.key = key;
    }

    @Override
    public void text(byte[] value) {
      if (!query.fields().isEmpty()) {
        throw wrongType("a string");
      }
      consumer.accept(new ReferenceRows.Row(utf8(value), OptionalLong.empty(), Optional.empty()));
    }

    @Override
    public boolean isField(byte[] name) {
      if (query.fields().isEmpty()) {
        throw wrongType("a hash");
      }
      return query.fields().contains(utf8(name));
    }

    @Override
    public void field(byte[] name, byte[] content) {
      fields.put(utf8(name), utf8(content));
    }

    @Override
    public void other(int type) {
      throw wrongType("neither a string nor a hash (type %d in the RDB)".formatted(type));
    }

    /** A hash without the field that names a file refers to none, as a row without a path. */
    @Override
    public void end() {
      field(0).ifPresent(path -> consumer.accept(new ReferenceRows.Row(path, length(), field(2))));
    }

    private Optional<String> field(int position) {
      return position < query.fields().size()
          ? Optional.ofNullable(fields.get(query.fields().get(position)))
          : Optional.empty();
    }

    private OptionalLong length() {
      Optional<String> text = field(1);
      if (text.isEmpty()) {
        return OptionalLong.empty();
      }
      if (!text.get().matches("[0-9]{1,18}")) {
        throw wrong(
            query.toString(),
            "'%s' of the key '%s' is no length: %s"
                .formatted(query.fields().get(1), utf8(key), text.get()));
      }
      return OptionalLong.of(Long.parseLong(text.get()));
    }

    private HoldfastException wrongType(String what) {
      return wrong(query.toString(), "the key '%s' is %s".formatted(utf8(key), what));
    }
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
