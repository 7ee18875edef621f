package io.holdfast.model.set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The manifest outlives the program that wrote it: its form is fixed by a test vector. */
class RecoverySetJsonTest {
  @Test
  @DisplayName("The test vector of version 1 is read, value for value")
  void readsTheVector() {
    assertThat(RecoverySetJson.parse("4f2a91c0", SampleSet.vector())).isEqualTo(SampleSet.set());
  }

  @Test
  @DisplayName("The manifest is written as the test vector has it, byte for byte")
  void writesTheVector() {
    assertThat(new String(RecoverySetJson.toBytes(SampleSet.set()), StandardCharsets.UTF_8))
        .isEqualTo(new String(SampleSet.vector(), StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("A set without a window, with reasons, comes back as it was")
  void withoutWindow() {
    RecoverySet set =
        SampleSet.with(
            Grade.PARTIAL,
            List.of("processing was not suspended", "store 'disk': 2 entries: \"a\\b\"\n\u0001"),
            Window.NONE);

    assertThat(RecoverySetJson.parse("x", RecoverySetJson.toBytes(set))).isEqualTo(set);
  }

  @Test
  @DisplayName("Members that are not known are ignored, so that version 1 can grow")
  void ignoresUnknown() {
    byte[] grown =
        changed(
            json -> {
              json.put("region", "eu-north-1");
              json.withObject("/window").put("drainMillis", 2_900);
            });

    assertThat(RecoverySetJson.parse("x", grown)).isEqualTo(SampleSet.set());
  }

  @Test
  @DisplayName(
      "What version 1 did not have from the start may be absent or null, and is then empty")
  void withoutWhatCameLater() {
    byte[] older =
        changed(
            json -> {
              json.remove("earlierWindows");
              json.withObject("/window").putNull("heldOpen");
              json.required("members").forEach(member -> ((ObjectNode) member).remove("completed"));
            });

    RecoverySet set = RecoverySetJson.parse("x", older);

    assertThat(set.earlierWindows()).isEmpty();
    assertThat(set.window().heldOpen()).isEmpty();
    assertThat(set.members()).allMatch(member -> member.completed() == null);
    assertThat(set.suspended()).isEqualTo(SampleSet.window().suspended());
  }

  @Test
  @DisplayName("A run that gave up a window kept processing suspended for the sum of both")
  void suspendedInAll() {
    assertThat(SampleSet.set().suspended()).isEqualTo(Duration.ofMillis(3_500 + 4_200));
  }

  @Test
  @DisplayName("A newer version is refused with HF-404, and the message names both versions")
  void newerVersion() {
    assertThatThrownBy(
            () -> RecoverySetJson.parse("4f2a91c0", changed(json -> json.put("version", 2))))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.VAULT_TOO_NEW);
              assertThat(refused.getMessage()).contains("4f2a91c0", "version 2", "up to 1");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "installation",
        "rule",
        "run",
        "host",
        "holdfast",
        "grade",
        "reasons",
        "window",
        "members",
        "references",
        "referencesChecked",
        "sealed",
        "version",
        "format"
      })
  @DisplayName("I1: a manifest that lacks a part is damage (HF-501), never a set with a gap")
  void missingPart(String part) {
    assertDamaged(changed(json -> json.remove(part)));
    assertDamaged(changed(json -> json.putNull(part)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasons", "members", "references", "earlierWindows"})
  @DisplayName("I1: a list that is no list is damage: it must not be read as an empty one")
  void listThatIsNone(String part) {
    assertDamaged(changed(json -> json.put(part, "none")));
    assertDamaged(changed(json -> json.putObject(part)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "{}",
        "\"holdfast-recovery-set\"",
        "{\"format\":\"holdfast-recovery-set\"",
        "not json",
        "{\"format\":\"another\",\"version\":1}"
      })
  @DisplayName("What is no manifest at all is damage (HF-501)")
  void noManifest(String text) {
    assertDamaged(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("Wrong values are damage: a grade, an instant, a point that ends before it begins")
  void wrongValues() {
    assertDamaged(changed(json -> json.put("grade", "perfect")));
    assertDamaged(changed(json -> json.put("sealed", "yesterday")));
    assertDamaged(changed(json -> json.put("version", "one")));
    assertDamaged(changed(json -> json.withObject("/window").put("quietProved", "3 o'clock")));
    assertDamaged(changed(json -> json.withObject("/window").put("suspendedMillis", "long")));
    assertDamaged(changed(json -> json.withObject("/window").put("heldOpen", "nobody")));
    assertDamaged(changed(json -> json.withArray("earlierWindows").add("yesterday")));
    assertDamaged(changed(json -> json.withObject("/members/0").put("completed", "soon")));
    assertDamaged(
        changed(json -> json.withObject("/members/0/point").put("to", "2026-11-22T02:59:59Z")));
    assertDamaged(
        changed(
            json -> ((ObjectNode) json.required("members").get(0)).put("evidence", "trust me")));
  }

  @Test
  @DisplayName("Damage names the set and says what was expected")
  void damageNamesTheSet() {
    assertThatThrownBy(
            () -> RecoverySetJson.parse("4f2a91c0", changed(json -> json.remove("window"))))
        .hasMessageContaining("4f2a91c0")
        .hasMessageContaining("'window'");
  }

  private static byte[] changed(Consumer<ObjectNode> change) {
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(SampleSet.vector());
    change.accept(json);
    return JsonMapper.shared().writeValueAsBytes(json);
  }

  private static void assertDamaged(byte[] bytes) {
    assertThatThrownBy(() -> RecoverySetJson.parse("4f2a91c0", bytes))
        .as(new String(bytes, StandardCharsets.UTF_8))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            damage -> assertThat(damage.code()).isEqualTo(ErrorCode.OBJECT_DAMAGED));
  }
}
