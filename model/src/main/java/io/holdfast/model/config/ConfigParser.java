package io.holdfast.model.config;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.installation.VaultLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads {@code holdfast.yaml}. Either every key and value is understood, or nothing is: what a
 * program guesses about a backup's configuration is found out on the day of the restore.
 *
 * <p>Relative paths in the file are relative to the directory that the file is in, so that the same
 * file means the same from cron, from a service and from a shell.
 */
public final class ConfigParser {
  /** The version of the configuration's format that this program reads. */
  public static final int VERSION = 1;

  private static final List<String> KEYS =
      List.of(
          "version",
          "installation",
          "vault",
          "state",
          "suspension",
          "stores",
          "references",
          "rules");

  private ConfigParser() {}

  /**
   * @param fileName how messages call the file, and what relative paths start from
   * @param text the file's content
   * @throws HoldfastException HF-203 to HF-206 or HF-214; the message has one line {@code
   *     file:line:column: what is wrong} for each problem, in the order of the file
   */
  public static Installation parse(String fileName, String text) {
    Problems problems = new Problems(fileName);
    Optional<Section> root =
        YamlText.compose(fileName, text, problems)
            .flatMap(node -> Section.of("the file", node, problems));
    if (root.isEmpty()) {
      throw problems.exception();
    }
    refuseNewer(fileName, root.get());
    Installation installation = read(root.get(), directoryOf(fileName));
    problems.throwIfAny();
    return installation;
  }

  /** What is not known in a newer file says nothing, so this problem is told alone. */
  private static void refuseNewer(String fileName, Section root) {
    Optional<Node> node = root.optional("version");
    if (node.isEmpty()) {
      return;
    }
    OptionalInt version = Values.wholeNumber(node.get());
    if (version.isEmpty() || version.getAsInt() < 1) {
      String found = Values.describe(node.get());
      root.wrong(node.get(), "'version' must be " + VERSION + ", not " + found);
    } else if (version.getAsInt() > VERSION) {
      Problems alone = new Problems(fileName);
      alone.add(
          node.get(),
          ErrorCode.CONFIG_TOO_NEW,
          "the configuration has version "
              + ((ScalarNode) node.get()).getValue()
              + "; this program reads version "
              + VERSION);
      throw alone.exception();
    }
  }

  private static Path directoryOf(String fileName) {
    Path directory = Path.of(fileName).toAbsolutePath().normalize().getParent();
    return directory == null ? Path.of("/") : directory;
  }

  /** With stand-ins where the file is wrong; the caller lets none of it out in that case. */
  private static Installation read(Section root, Path directory) {
    root.only(KEYS);
    Values values = new Values(root, directory);
    String name = values.name("installation").orElse("");
    VaultLocation vault =
        root.requiredSection("vault")
            .map(section -> VaultReader.read(section, directory))
            .orElseGet(() -> new VaultLocation("", null));
    Suspension suspension =
        root.section("suspension")
            .map(section -> SuspensionReader.read(section, directory))
            .orElseGet(SuspensionReader::none);
    StoreReader storeReader = new StoreReader(directory);
    List<StoreSpec> stores = storeReader.read(root.requiredSections("stores", "a store"));
    List<Reference> references =
        ReferenceReader.read(
            root.sections("references", "a reference"), directory, storeReader.names());
    List<Rule> rules = RuleReader.read(root.requiredSections("rules", "a rule"), directory);
    return new Installation(
        name,
        vault,
        values.optionalPath("state").orElse(null),
        suspension,
        stores,
        references,
        rules);
  }
}
