package io.holdfast.model.config;

import io.holdfast.model.installation.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads how stores refer to each other. */
final class ReferenceReader {
  private ReferenceReader() {}

  static List<Reference> read(
      List<Section> sections, Path directory, Optional<Set<String>> stores) {
    List<Reference> references = new ArrayList<>();
    for (Section section : sections) {
      section.only(List.of("from", "query", "to", "base"));
      Values values = new Values(section, directory);
      String base =
          values
              .optionalText("base")
              .map(text -> RelativePath.check(section, "base", text))
              .orElse("");
      references.add(
          new Reference(
              store(section, values, "from", stores),
              values.text("query").orElse(""),
              store(section, values, "to", stores),
              base));
    }
    return references;
  }

  private static String store(
      Section section, Values values, String key, Optional<Set<String>> stores) {
    Optional<String> name = values.text(key);
    if (name.isPresent() && stores.isPresent() && !stores.get().contains(name.get())) {
      section.wrong(
          section.required(key).orElseThrow(),
          "'"
              + key
              + "' names no store: there is no "
              + Quoted.of(name.get())
              + Spelling.hint(name.get(), stores.get()));
    }
    return name.orElse("");
  }
}
