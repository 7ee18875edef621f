package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@DisplayName("The way through damage on the command line, the kit, and checks bit by bit")
class RepairCommandTest {
  @TempDir Path directory;
  private HoldfastProcess holdfast;

  @BeforeEach
  void fill() throws Exception {
    Files.writeString(directory.resolve("password"), "correct horse\n");
    holdfast = new HoldfastProcess(directory.resolve("password"), directory.resolve("state"));
    QuickVault.init(directory.resolve("vault"), "correct horse");
    for (String name : List.of("one", "two")) {
      Path data = Files.createDirectories(directory.resolve("data"));
      byte[] bytes = new byte[300_000];
      new java.util.Random(name.hashCode()).nextBytes(bytes);
      Files.write(data.resolve(name), bytes);
      vault(0, "snapshot", data.toString());
    }
  }

  private List<JsonNode> vault(int exit, String... words) throws Exception {
    List<String> all =
        Stream.concat(
                Stream.of("vault"),
                Stream.concat(
                    Stream.of(words), Stream.of("--vault", directory.resolve("vault").toString())))
            .toList();
    return holdfast.run(exit, all.toArray(String[]::new));
  }

  private Path largest(String below) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("vault").resolve(below))) {
      return files
          .filter(Files::isRegularFile)
          .max(Comparator.comparing((Path file) -> file.toFile().length()))
          .orElseThrow();
    }
  }

  @Test
  void throughDamage() throws Exception {
    Files.delete(largest("index"));
    Path pack = largest("data");
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 2] ^= 1;
    pack.toFile().setWritable(true);
    Files.write(pack, bytes);
    assertThat(vault(5, "check", "--read-data").getLast().required("code").asString())
        .isEqualTo("HF-503");
    JsonNode index = vault(0, "repair", "index").getLast();
    assertThat(index.required("indexed").asInt()).isPositive();
    JsonNode packs = vault(3, "repair", "packs").getLast();
    assertThat(packs.required("damaged")).hasSize(1);
    assertThat(packs.required("lost").asInt()).isEqualTo(1);
    List<JsonNode> dry = vault(3, "repair", "snapshots", "--dry-run");
    assertThat(dry.getLast().required("damaged").asInt()).isPositive();
    List<JsonNode> made = vault(3, "repair", "snapshots", "--forget");
    assertThat(made).anyMatch(line -> line.path("type").asString().equals("lost"));
    assertThat(vault(0, "repair", "snapshots").getLast().required("damaged").asInt()).isZero();
    assertThat(vault(0, "check", "--read-data").getLast().required("errors").asInt()).isZero();
  }

  @Test
  @DisplayName("Every check with --for reads on where the last one stopped")
  void bitByBit() throws Exception {
    JsonNode all = vault(0, "check", "--read-data-subset", "100%").getLast();
    int packs = all.required("packs").asInt();
    assertThat(all.required("packsRead").asInt()).isEqualTo(packs);
    try (Stream<Path> state = Files.walk(directory.resolve("state"))) {
      Files.delete(state.filter(Files::isRegularFile).findFirst().orElseThrow());
    }
    for (int round = 0; round < packs; round++) {
      assertThat(vault(0, "check", "--for", "0s").getLast().required("packsRead").asInt())
          .isEqualTo(1);
    }
    try (Stream<Path> state = Files.walk(directory.resolve("state"))) {
      Path log = state.filter(Files::isRegularFile).findFirst().orElseThrow();
      assertThat(Files.readAllLines(log)).as("each was read once").hasSize(packs);
    }
    assertThat(vault(2, "check", "--for", "soon").getLast().required("code").asString())
        .isEqualTo("HF-201");
    assertThat(vault(2, "check", "--read-data-subset", "8/7").getLast().required("code").asString())
        .isEqualTo("HF-201");
  }

  @Test
  @DisplayName("A kit's secret opens the vault; a slip in it is HF-230")
  void kit() throws Exception {
    JsonNode kit = vault(0, "key", "recovery-kit").getLast();
    String secret = kit.required("secret").asString();
    Path file = Files.writeString(directory.resolve("password"), secret + "\n");
    assertThat(vault(0, "list").getLast().required("snapshots").asInt()).isEqualTo(2);
    char last = secret.charAt(8);
    Files.writeString(
        file, secret.substring(0, 8) + (last == 'A' ? 'B' : 'A') + secret.substring(9));
    assertThat(vault(2, "list").getLast().required("code").asString()).isEqualTo("HF-230");
  }
}
