package io.holdfast.usage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
  @ParameterizedTest
  @CsvSource({
    "redis://localhost, redis://localhost:6379/0",
    "redis://localhost/, redis://localhost:6379/0",
    "redis://10.0.0.1:7000/12, redis://10.0.0.1:7000/12"
  })
  void parses(String url, String meant) {
    assertThat(RedisAddress.parse(url, "geheim"))
        .hasValueSatisfying(address -> assertThat(address).hasToString(meant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "disk", "rediss://h/0", "redis://u:p@h/0", "redis://h/x", "redis:"})
  void refuses(String url) {
    assertThat(RedisAddress.parse(url, null)).isEmpty();
  }
}
