package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Adobe's S3Mock, a process of its own: it brings sixty libraries, among them other versions of
 * those that are used here. It looks at no signature and enforces no lock; that is for the double.
 */
final class S3Mock implements AutoCloseable {
  /** It takes seven seconds on a machine that has nothing else to do. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final URI endpoint;

  private S3Mock(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /**
   * @param directory for its files
   */
  static S3Mock start(Path directory) throws IOException, InterruptedException {
    Path jar = Path.of("target", "s3mock.jar");
    assertThat(jar).as("the build copies it there before the tests").exists();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                    "-jar",
                    jar.toString(),
                    "--server.port=0",
                    "--http.port=" + port))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("s3mock.log").toFile())
            .start();
    S3Mock mock = new S3Mock(process, URI.create("http://127.0.0.1:" + port));
    mock.await(directory.resolve("s3mock.log"));
    return mock;
  }

  URI endpoint() {
    return endpoint;
  }

  void makeBucket(String name) throws IOException, InterruptedException {
    HttpRequest put =
        HttpRequest.newBuilder(endpoint.resolve("/" + name))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(status(put)).isEqualTo(200);
  }

  private static int status(HttpRequest request) throws IOException, InterruptedException {
    return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private void await(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    HttpRequest look = HttpRequest.newBuilder(endpoint.resolve("/")).build();
    while (System.nanoTime() - end < 0) {
      if (!process.isAlive()) {
        fail("S3Mock has ended:\n" + Files.readString(log));
      }
      try {
        if (status(look) == 200) {
          return;
        }
      } catch (IOException notYet) {
        Thread.sleep(200);
      }
    }
    fail("S3Mock does not answer:\n" + Files.readString(log));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
