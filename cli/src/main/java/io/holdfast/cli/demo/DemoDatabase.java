package io.holdfast.cli.demo;

import java.util.List;

/** The system database of the demonstration's engine. */
interface DemoDatabase extends AutoCloseable {
  /** What {@code --database} calls it. */
  String kind();

  /** What the audience is told of it. */
  String sentence();

  /** What the engine and its oracle must be told. */
  List<String> options();

  /** Its store in the configuration, for a running engine. */
  String store(UsageEngine engine);

  /** What is done without Holdfast, once the files are copied; says what that was. */
  String copyPlainly();

  /** The database that belongs to the plain copy. */
  DemoDatabase ofPlainCopy();

  /** The disaster; the installation's files are gone already. */
  void destroy();

  /** Nothing of it runs any more. */
  @Override
  void close();
}
