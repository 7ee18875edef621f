package io.holdfast.vault.document;

import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** The one place that sets up the JSON parser, and the generator for what is only passed on. */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxStringLength(256 << 20)
                  .build())
          .build();

  private Json() {}

  public static JsonParser parser(byte[] json) {
    return FACTORY.createParser(ObjectReadContext.empty(), json);
  }

  public static JsonGenerator generator(OutputStream into) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), into);
  }

  /** Reads a document; whatever is wrong with it becomes an {@link IllegalArgumentException}. */
  public static <T> T read(byte[] json, Reading<T> reading) {
    try (JsonParser parser = parser(json)) {
      T value = reading.read(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows the JSON document");
      }
      return value;
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          "it is not the JSON expected: " + malformed.getOriginalMessage());
    } catch (java.time.DateTimeException | ArithmeticException wrong) {
      throw new IllegalArgumentException("it holds a wrong value: " + wrong.getMessage());
    }
  }

  /** Reads from a parser that stands before the document. */
  @FunctionalInterface
  public interface Reading<T> {
    T read(JsonParser parser);
  }
}
