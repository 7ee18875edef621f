package io.holdfast.model.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Profile;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema and the parser read the same files and must agree. */
class ConfigSchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ConfigSchema.text(), InputFormat.JSON);

  static Stream<ConfigCases.Good> good() {
    return ConfigCases.good().stream();
  }

  static Stream<ConfigCases.Bad> bad() {
    return ConfigCases.bad().stream()
        .filter(bad -> bad.code() != ErrorCode.CONFIG_SYNTAX && !bad.text().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("good")
  @DisplayName("What the parser reads, the schema accepts")
  void accepts(ConfigCases.Good good) {
    assertThat(SCHEMA.validate(good.text(), InputFormat.YAML)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bad")
  @DisplayName("What the parser refuses, the schema refuses, unless a schema cannot know")
  void refuses(ConfigCases.Bad bad) {
    if (bad.beyondSchema()) {
      return;
    }
    assertThat(SCHEMA.validate(bad.text(), InputFormat.YAML)).isNotEmpty();
  }

  @Test
  @DisplayName("The schema knows every profile")
  void complete() {
    for (Profile profile : Profile.values()) {
      assertThat(ConfigSchema.text()).contains("\"" + profile.label() + "\"");
    }
  }

  @Test
  @DisplayName("The schema is itself a valid schema")
  void valid() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    assertThat(meta.validate(ConfigSchema.text(), InputFormat.JSON)).isEmpty();
  }

  @Test
  @DisplayName("The schema is never stricter than the parser, whatever is done to a good file")
  void neverStricter() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    int accepted = 0;
    for (int run = 0; run < 3_000; run++) {
      String text = Mutation.of(Example.TEXT, random);
      try {
        ConfigParser.parse(Example.FILE, text);
      } catch (HoldfastException refused) {
        continue;
      }
      accepted++;
      assertThat(SCHEMA.validate(text, InputFormat.YAML))
          .as("-Dholdfast.seed=%d, run %d, file:%n%s", seed, run, text)
          .isEmpty();
    }
    assertThat(accepted).as("seed %d", seed).isPositive();
  }
}
