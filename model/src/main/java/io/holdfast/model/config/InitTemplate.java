package io.holdfast.model.config;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;

/** The commented configuration that {@code holdfast init} writes for a person to edit. */
public final class InitTemplate {
  private InitTemplate() {}

  /** With a made-up name and place, for those who edit it anyway. */
  public static String text() {
    return text("my-installation", "/backup/vault");
  }

  /**
   * @param installation the installation's name
   * @param vault a path or {@code s3://bucket/prefix}
   * @return text that {@link ConfigParser} accepts
   * @throws HoldfastException HF-201 if one of the two could not stand in a configuration
   */
  public static String text(String installation, String vault) {
    String text =
        Resource.text("starter.yaml")
            .replace("${installation}", quoted(installation))
            .replace("${vault}", quoted(vault));
    try {
      ConfigParser.parse("holdfast.yaml", text);
    } catch (HoldfastException wrong) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          "A configuration for the installation '"
              + installation
              + "' with the vault '"
              + vault
              + "' would be wrong: "
              + wrong.getMessage(),
          "Nothing was written.",
          "Choose a name of letters, digits, '.', '_' and '-', and a path or s3://bucket/prefix.",
          wrong);
    }
    return text;
  }

  /** In single quotes nothing but the quote itself has a meaning in YAML. */
  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
