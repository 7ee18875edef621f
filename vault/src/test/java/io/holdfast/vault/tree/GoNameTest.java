package io.holdfast.vault.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.vault.TestVault;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GoNameTest {
  private static String quote(byte[] name) {
    return new String(GoName.quote(name), StandardCharsets.UTF_8);
  }

  private static String quote(String name) {
    return quote(TestVault.utf8(name));
  }

  @Test
  @DisplayName("Quoted as Go's strconv.Quote does")
  void quoted() {
    assertThat(quote("plain name.txt")).isEqualTo("plain name.txt");
    assertThat(quote("a\"b\\c'd")).isEqualTo("a\\\"b\\\\c'd");
    assertThat(quote("\u0007\b\f\n\r\t\u000b")).isEqualTo("\\a\\b\\f\\n\\r\\t\\v");
    assertThat(quote("\u0000\u0001\u001f\u007f")).isEqualTo("\\x00\\x01\\x1f\\x7f");
    assertThat(quote("é名😀")).isEqualTo("é名😀");
    assertThat(quote("\u0085\u00a0\u00ad\u200b\u2028\ufeff\ue000"))
        .isEqualTo("\\u0085\\u00a0\\u00ad\\u200b\\u2028\\ufeff\\ue000");
    assertThat(quote(Character.toString(0xe0041))).isEqualTo("\\U000e0041");
    assertThat(quote("\ufffd")).isEqualTo("\ufffd");
    assertThat(quote(new byte[] {'a', (byte) 0xff, (byte) 0xc0, (byte) 0xaf}))
        .isEqualTo("a\\xff\\xc0\\xaf");
    assertThat(quote(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
        .isEqualTo("\\xed\\xa0\\x80");
    assertThat(quote(new byte[] {(byte) 0xe2, (byte) 0x82})).isEqualTo("\\xe2\\x82");
  }

  @Test
  @DisplayName("Any bytes survive quoting and unquoting")
  void roundTrip() {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] name = new byte[1 + random.nextInt(12)];
      for (int j = 0; j < name.length; j++) {
        name[j] =
            (byte)
                (random.nextInt(3) == 0
                    ? random.nextInt(256)
                    : "\\\"x\ta\u00e9Ü".charAt(random.nextInt(7)));
      }
      assertThat(GoName.unquote(quote(name))).as("holdfast.seed=%d", seed).isEqualTo(name);
    }
  }

  @Test
  @DisplayName("Spellings of other programs are read; what is no spelling is refused")
  void unquoted() {
    assertThat(GoName.unquote("\\u00e9\\303\\251")).isEqualTo(TestVault.utf8("éé"));
    for (String wrong :
        new String[] {"a\"b", "\\", "\\q", "\\x1", "\\u12", "\\ud800", "\\U00110000", "\\xzz"}) {
      assertThatThrownBy(() -> GoName.unquote(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
