package io.holdfast.model.config;

import io.holdfast.model.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file, by key. What is missing or of the wrong shape is told to {@link
 * Problems} and comes back empty, so that the reader goes on and finds the rest; nothing read from
 * a file with a problem ever leaves the parser.
 */
final class Section {
  private final String name;
  private final Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Problems problems;

  private Section(String name, MappingNode node, Problems problems) {
    this.name = name;
    this.node = node;
    this.problems = problems;
    for (NodeTuple pair : node.getValue()) {
      add(pair);
    }
  }

  /**
   * @param name how messages call it: {@code coldWindow}, {@code a rule}
   */
  static Optional<Section> of(String name, Node node, Problems problems) {
    if (node instanceof MappingNode mapping && mapping.getTag().equals(Tag.MAP)) {
      return Optional.of(new Section(name, mapping, problems));
    }
    problems.add(
        node,
        ErrorCode.CONFIG_WRONG_VALUE,
        name + " must be a mapping of keys to values, not " + Values.describe(node));
    return Optional.empty();
  }

  private void add(NodeTuple pair) {
    if (!(pair.getKeyNode() instanceof ScalarNode key)) {
      problems.add(
          pair.getKeyNode(), ErrorCode.CONFIG_WRONG_VALUE, "a key in " + name + " must be a word");
      return;
    }
    @Nullable Node earlier = keys.putIfAbsent(key.getValue(), key);
    if (earlier != null) {
      int line = earlier.getStartMark().orElseThrow().getLine() + 1;
      problems.add(
          key,
          ErrorCode.CONFIG_WRONG_VALUE,
          "key "
              + Quoted.of(key.getValue())
              + " stands twice in "
              + name
              + ", first in line "
              + line);
      return;
    }
    values.put(key.getValue(), pair.getValueNode());
  }

  String name() {
    return name;
  }

  Problems problems() {
    return problems;
  }

  /** Reports every key that is not known here. */
  void only(Collection<String> known) {
    only(known, Map.of());
  }

  /**
   * Reports every key that is not known here.
   *
   * @param elsewhere keys that are known in another case of this section, and which case that is
   */
  void only(Collection<String> known, Map<String, String> elsewhere) {
    keys.forEach(
        (word, place) -> {
          if (known.contains(word)) {
            return;
          }
          @Nullable String owner = elsewhere.get(word);
          problems.add(
              place,
              ErrorCode.CONFIG_UNKNOWN_KEY,
              owner == null
                  ? "unknown key " + Quoted.of(word) + " in " + name + Spelling.hint(word, known)
                  : "key '" + word + "' belongs to " + owner + " and is not known in " + name);
        });
  }

  /** The value of a key, if it is there. A key without a value is reported. */
  Optional<Node> optional(String key) {
    @Nullable Node value = values.get(key);
    if (value != null && value.getTag().equals(Tag.NULL)) {
      wrong(value, "'" + key + "' in " + name + " has no value");
      return Optional.empty();
    }
    return Optional.ofNullable(value);
  }

  /** The value of a key that must be there. */
  Optional<Node> required(String key) {
    if (!values.containsKey(key)) {
      wrong(node, "key '" + key + "' is missing in " + name);
    }
    return optional(key);
  }

  Optional<Section> section(String key) {
    return optional(key).flatMap(value -> of(key, value, problems));
  }

  Optional<Section> requiredSection(String key) {
    return required(key).flatMap(value -> of(key, value, problems));
  }

  /** The mappings of a list. */
  List<Section> sections(String key, String itemName) {
    List<Section> sections = new ArrayList<>();
    for (Node item : items(key, optional(key))) {
      of(itemName, item, problems).ifPresent(sections::add);
    }
    return sections;
  }

  /** The mappings of a list that must be there and have an entry. */
  List<Section> requiredSections(String key, String itemName) {
    if (!values.containsKey(key)) {
      wrong(node, "key '" + key + "' is missing in " + name);
    }
    optional(key)
        .filter(value -> value instanceof SequenceNode list && list.getValue().isEmpty())
        .ifPresent(value -> wrong(value, "'" + key + "' must name at least one"));
    return sections(key, itemName);
  }

  /** The entries of the list that a key must have. */
  List<Node> requiredItems(String key) {
    Optional<Node> value = required(key);
    List<Node> items = items(key, value);
    if (items.isEmpty() && value.filter(SequenceNode.class::isInstance).isPresent()) {
      wrong(value.get(), "'" + key + "' in " + name + " must have at least one entry");
    }
    return items;
  }

  private List<Node> items(String key, Optional<Node> value) {
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof SequenceNode list && list.getTag().equals(Tag.SEQ)) {
      return list.getValue();
    }
    wrong(value.get(), "'" + key + "' must be a list, not " + Values.describe(value.get()));
    return List.of();
  }

  /** Reports a wrong value. */
  void wrong(Node place, String what) {
    problems.add(place, ErrorCode.CONFIG_WRONG_VALUE, what);
  }
}
