package io.holdfast.model.config;

import io.holdfast.model.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The door to the YAML library: text in, a tree of nodes with their places out. No object is ever
 * constructed from a tag. A file that is too large, nests too deeply or expands too many aliases is
 * refused before it can cost memory or stack.
 */
final class YamlText {
  static final int MAX_BYTES = 1 << 20;
  static final int MAX_DEPTH = 40;
  static final int MAX_ALIASES = 50;

  private YamlText() {}

  /** The root of the tree, or a problem in {@code problems} and nothing. */
  static Optional<Node> compose(String fileName, String text, Problems problems) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      problems.add(
          syntax(1, 1, "the file has " + bytes + " bytes; at most " + MAX_BYTES + " are read"));
      return Optional.empty();
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(fileName)
            .setUseMarks(true)
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setCodePointLimit(MAX_BYTES)
            .build();
    try {
      Optional<Problem> tooDeep = depthProblem(settings, text);
      if (tooDeep.isPresent()) {
        problems.add(tooDeep.get());
        return Optional.empty();
      }
      Optional<Node> root = new Composer(settings, parser(settings, text)).getSingleNode();
      if (root.isEmpty()) {
        problems.add(new Problem(1, 1, ErrorCode.CONFIG_WRONG_VALUE, "the file says nothing"));
      }
      return root;
    } catch (YamlEngineException notYaml) {
      problems.add(describe(text, notYaml));
      return Optional.empty();
    }
  }

  /**
   * Looked at event by event, because the composer recurses and a deep file would end its stack.
   */
  private static Optional<Problem> depthProblem(LoadSettings settings, String text) {
    int depth = 0;
    Parser events = parser(settings, text);
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        Mark mark = event.getStartMark().orElseThrow();
        return Optional.of(
            syntax(
                mark.getLine() + 1,
                mark.getColumn() + 1,
                "more than " + MAX_DEPTH + " levels of lists and mappings"));
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
    return Optional.empty();
  }

  private static Parser parser(LoadSettings settings, String text) {
    return new ParserImpl(settings, new StreamReader(settings, text));
  }

  private static Problem describe(String text, YamlEngineException notYaml) {
    return switch (notYaml) {
      case MarkedYamlEngineException marked -> describeMarked(marked);
      case ReaderException reader -> describeCharacter(text, reader);
      case YamlVersionException version ->
          syntax(1, 1, "the %YAML directive asks for a version that is not known");
      default -> syntax(1, 1, String.valueOf(notYaml.getMessage()));
    };
  }

  private static Problem describeMarked(MarkedYamlEngineException marked) {
    Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
    String context = marked.getContext();
    String what = String.valueOf(marked.getProblem());
    String whole = context == null || context.isBlank() ? what : context + ", " + what;
    return syntax(
        mark.map(Mark::getLine).orElse(0) + 1,
        mark.map(Mark::getColumn).orElse(0) + 1,
        whole.strip());
  }

  private static Problem describeCharacter(String text, ReaderException reader) {
    int line = 1;
    int column = 1;
    // The reader counts code points from the start of the text.
    int[] before = text.codePoints().limit(reader.getPosition()).toArray();
    for (int character : before) {
      line += character == '\n' ? 1 : 0;
      column = character == '\n' ? 1 : column + 1;
    }
    return syntax(
        line,
        column,
        String.format(
            Locale.ROOT, "the character U+%04X is not allowed in YAML", reader.getCodePoint()));
  }

  private static Problem syntax(int line, int column, String what) {
    return new Problem(line, column, ErrorCode.CONFIG_SYNTAX, what);
  }
}
