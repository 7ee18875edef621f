package io.holdfast.window.guardian;

import io.holdfast.model.installation.Suspension;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a guardian must know to resume: a small file, so that no secret or path is an argument. */
record GuardianOrders(Suspension.Driver driver, String holder, Duration lease) {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  static byte[] toBytes(Suspension suspension, String holder) {
    ObjectNode json = MAPPER.createObjectNode().put("holder", holder);
    json.put("leaseMillis", suspension.lease().toMillis());
    ObjectNode driver = json.putObject("driver").put("kind", suspension.driver().kind());
    switch (suspension.driver()) {
      case Suspension.Http http -> driver.put("url", http.url().toString());
      case Suspension.Command command -> {
        addAll(driver.putArray("suspend"), command.suspend());
        addAll(driver.putArray("status"), command.status());
        addAll(driver.putArray("resume"), command.resume());
      }
      case Suspension.None none ->
          throw new IllegalArgumentException("Nothing is suspended, so nothing needs a guardian");
    }
    return MAPPER.writeValueAsBytes(json);
  }

  static GuardianOrders parse(byte[] bytes) {
    JsonNode json = MAPPER.readTree(bytes);
    JsonNode driver = json.required("driver");
    return new GuardianOrders(
        switch (driver.required("kind").asString()) {
          case "http" -> new Suspension.Http(URI.create(driver.required("url").asString()));
          case "command" ->
              new Suspension.Command(
                  list(driver.required("suspend")),
                  list(driver.required("status")),
                  list(driver.required("resume")));
          default -> throw new IllegalArgumentException("No driver of kind " + driver.get("kind"));
        },
        json.required("holder").asString(),
        Duration.ofMillis(json.required("leaseMillis").asLong()));
  }

  private static void addAll(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private static List<String> list(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asString()));
    return values;
  }
}
