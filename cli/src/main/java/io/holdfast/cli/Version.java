package io.holdfast.cli;

import picocli.CommandLine.IVersionProvider;

/** The version as the build wrote it. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"holdfast " + current()};
  }

  /** Such as {@code 0.1.0}. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
