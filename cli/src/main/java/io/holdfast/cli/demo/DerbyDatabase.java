package io.holdfast.cli.demo;

import java.util.List;

/** Derby inside the engine. Its files are among the installation's, and share their fate. */
final class DerbyDatabase implements EngineState {
  @Override
  public String kind() {
    return "derby";
  }

  @Override
  public String sentence() {
    return "Its system database is Derby, inside the engine.";
  }

  @Override
  public List<String> options() {
    return List.of();
  }

  @Override
  public String store(UsageEngine engine) {
    return """
      - name: system-database
        kind: derby
        url: '%s'
        directory: '%s'
    """
        .formatted(engine.derby(), engine.derbyDirectory());
  }

  @Override
  public String copyPlainly() {
    return "The database's own files were copied among them.";
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
