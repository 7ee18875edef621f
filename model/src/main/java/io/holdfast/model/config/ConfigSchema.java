package io.holdfast.model.config;

/**
 * The JSON Schema of {@code holdfast.yaml}, for editors. It knows the keys and the shapes of
 * values; what {@link ConfigParser} refuses beyond it (a name used twice, a store that does not
 * exist, a day that never comes) a schema cannot say.
 */
public final class ConfigSchema {
  private ConfigSchema() {}

  /** JSON Schema, draft 2020-12; the same text as {@code docs/schema/holdfast.schema.json}. */
  public static String text() {
    return Resource.text("holdfast.schema.json");
  }
}
