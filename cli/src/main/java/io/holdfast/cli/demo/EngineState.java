package io.holdfast.cli.demo;

import java.util.List;

/**
 * A part of the state of the demonstration's engine that may lie elsewhere than in its files: the
 * system database, or the open sessions.
 */
interface EngineState extends AutoCloseable {
  /** What the command line calls it. */
  String kind();

  /** What the audience is told of it. */
  String sentence();

  /** What the engine and its oracle must be told. */
  List<String> options();

  /** Its store in the configuration, for a running engine; empty if that is the shared disk. */
  String store(UsageEngine engine);

  /** What is done without Holdfast, once the files are copied; says what that was, if anything. */
  String copyPlainly();

  /** The one that belongs to the plain copy. */
  EngineState ofPlainCopy();

  /** The disaster; the installation's files are gone already. */
  void destroy();

  /** Nothing of it runs any more. */
  @Override
  void close();
}
