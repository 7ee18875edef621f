package io.holdfast.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String line) {
    var words = line.isEmpty() ? List.<String>of() : List.of(line.split(" "));
    return Main.run(
        words,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; which command",
        "nonsense; unknown command 'nonsense'",
        "generate; --source is missing",
        "generate --source; --source needs a value",
        "generate --source a --source b; given twice",
        "generate --source a --records 0 --seed 1; --records must be a whole number from 1",
        "generate --source a --records x --seed 1; not 'x'",
        "run --home a --source b --ready-file c --derby-port 65536; --derby-port",
        "run --home a --source b --ready-file c --ignore-suspension maybe; true or false",
        "run --home a --source b --ready-file c --database mysql; --database must be derby or",
        "run --home a --source b --ready-file c --aggregation memory; --aggregation must be disk",
        "run --home a --source b --ready-file c --interworkflow database; needs PostgreSQL",
        "run --home a --source b --ready-file c --interworkflow x; must be disk or database",
        "oracle --home a --colour red; unknown option '--colour'"
      })
  @DisplayName("a wrong command line exits with 2 and says what is wrong")
  void wrong(String line, String expected) {
    assertThat(run(line)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "generate --help", "run --help", "bill --help", "oracle --help"})
  void help(String line) {
    assertThat(run(line)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bill --home target/nowhere", "oracle --home target/nowhere --source src"})
  @DisplayName("a home that is not there is a failure, and none is made")
  void noHome(String line) {
    assertThat(run(line)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("There is no home directory");
  }
}
