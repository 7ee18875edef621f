package io.holdfast.model.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeyQueryTest {
  @Test
  @DisplayName("GET with a pattern, HMGET with a pattern and one to three fields, and nothing else")
  void forms() {
    assertThat(KeyQuery.parse(" get  payload:* "))
        .contains(new KeyQuery("payload:*", List.of()))
        .hasToString("Optional[GET payload:*]");
    assertThat(KeyQuery.parse("HMGET b:* file bytes sum"))
        .contains(new KeyQuery("b:*", List.of("file", "bytes", "sum")))
        .hasToString("Optional[HMGET b:* file bytes sum]");
    for (String other :
        List.of("", "GET", "GET a b", "HMGET a", "HMGET a b c d e", "KEYS *", "select 1")) {
      assertThat(KeyQuery.parse(other)).as(other).isEmpty();
    }
  }
}
