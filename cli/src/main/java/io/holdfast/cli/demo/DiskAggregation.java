package io.holdfast.cli.demo;

import java.util.List;

/** Open sessions in files of the installation, as the other data. */
final class DiskAggregation implements EngineState {
  @Override
  public String kind() {
    return "disk";
  }

  @Override
  public String sentence() {
    return "";
  }

  @Override
  public List<String> options() {
    return List.of();
  }

  @Override
  public String store(UsageEngine engine) {
    return "";
  }

  @Override
  public String copyPlainly() {
    return "";
  }

  @Override
  public EngineState ofPlainCopy() {
    return this;
  }

  @Override
  public void destroy() {}

  @Override
  public void close() {}
}
