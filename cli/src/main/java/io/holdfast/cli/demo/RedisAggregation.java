package io.holdfast.cli.demo;

import java.util.List;

/** Open sessions in a private Redis server. Without Holdfast its RDB is copied after the files. */
final class RedisAggregation implements EngineState {
  private final PrivateRedis server;

  RedisAggregation(PrivateRedis server) {
    this.server = server;
  }

  @Override
  public String kind() {
    return "redis";
  }

  @Override
  public String sentence() {
    return "Its open sessions are in a private Redis server, " + server + ".";
  }

  @Override
  public List<String> options() {
    return List.of(
        "--aggregation",
        server.url() + "/0",
        "--aggregation-password-file",
        server.passwordFile().toString());
  }

  @Override
  public String store(UsageEngine engine) {
    return """
      - name: sessions
        kind: redis
        url: '%s'
        passwordFile: '%s'
    """
        .formatted(server.url(), server.passwordFile());
  }

  @Override
  public String copyPlainly() {
    server.run("SAVE");
    server.keepRdb();
    return "Then Redis wrote its RDB, which is consistent in itself, and that was copied.";
  }

  @Override
  public EngineState ofPlainCopy() {
    return new RedisAggregation(server.startOnKeptRdb());
  }

  @Override
  public void destroy() {
    server.run("FLUSHALL");
  }

  @Override
  public void close() {
    server.close();
  }
}
