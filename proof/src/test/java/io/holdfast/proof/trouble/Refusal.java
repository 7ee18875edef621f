package io.holdfast.proof.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/** How a command must fail: with this exit code and this error, for people and for scripts. */
record Refusal(int exit, String code) {

  /**
   * Runs the command line twice at once, without and with {@code --json}; returns the latter's last
   * line. For commands that do not stand in each other's way.
   */
  JsonNode by(Cli cli, String... arguments) {
    Cli.Running forPeople = cli.start(arguments);
    JsonNode error = byScript(cli, arguments);
    forWords(forPeople.await());
    return error;
  }

  /** The same, one after the other. */
  JsonNode inTurn(Cli cli, String... arguments) {
    forWords(cli.run(arguments));
    return byScript(cli, arguments);
  }

  private void forWords(Outcome words) {
    words.expect(exit);
    assertThat(words.err()).as(words::told).contains(code, "Safe: ", "Next: ", code + ".md");
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
