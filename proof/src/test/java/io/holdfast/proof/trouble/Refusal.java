package io.holdfast.proof.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/** How a command must fail: with this exit code and this error, for people and for scripts. */
record Refusal(int exit, String code) {

  /** Runs the command line twice, without and with {@code --json}; returns the latter's last line. */
  JsonNode by(Cli cli, String... arguments) {
    Outcome words = cli.run(arguments).expect(exit);
    assertThat(words.err()).as(words::told).contains(code, "Safe: ", "Next: ", code + ".md");
    return byScript(cli, arguments);
  }

  /** Only with {@code --json}, for what cannot be done twice. */
  JsonNode byScript(Cli cli, String... arguments) {
    String[] withJson = Arrays.copyOf(arguments, arguments.length + 1);
    withJson[arguments.length] = "--json";
    return of(cli.run(withJson));
  }

  /** The last line of a command that was run with {@code --json}. */
  JsonNode of(Outcome outcome) {
    outcome.expect(exit);
    JsonNode error = outcome.last("error");
    assertThat(error.path("code").asString("")).as(outcome::told).isEqualTo(code);
    assertThat(error.path("exitCode").asInt()).as(outcome::told).isEqualTo(exit);
    for (String field : new String[] {"title", "message", "safe", "next", "page"}) {
      assertThat(error.path(field).asString("")).as("%s in %s", field, error).isNotBlank();
    }
    return error;
  }
}
