package io.holdfast.usage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  @DisplayName("what is written can be read again, whatever the text holds")
  void roundTrip() {
    var value = new LinkedHashMap<String, Object>();
    value.put("text", "a \"quoted\" \\ line\nand \u0001 and ü");
    value.put("number", -5L);
    value.put("flag", true);
    assertThat(FlatObject.read(Json.write(value))).isEqualTo(value);
  }

  @Test
  void nesting() {
    var value = new LinkedHashMap<String, @Nullable Object>();
    value.put("list", List.of(1, Map.of("a", "b")));
    value.put("empty", List.of());
    value.put("nothing", null);
    assertThat(Json.write(value))
        .isEqualTo("{\"list\":[1,{\"a\":\"b\"}],\"empty\":[],\"nothing\":null}");
  }

  @Test
  void escapes() {
    assertThat(FlatObject.read(" { \"a\\u0041\\t\" : \"\\/\" , \"n\": null } "))
        .isEqualTo(Map.of("aA\t", "/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":[1]}",
        "{\"a\":{}}",
        "{\"a\":1.5}",
        "{\"a\":\"b}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{} x",
        "{\"a\":\"\\u12zz\"}"
      })
  @DisplayName("anything else is refused with its place")
  void refused(String text) {
    assertThatThrownBy(() -> FlatObject.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at character");
  }
}
