package io.holdfast.usage;

import io.holdfast.usage.disk.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import org.apache.derby.drda.NetworkServerControl;

/**
 * Derby's network server on the loopback address, so that a backup tool can connect to the database
 * of the running engine. Derby cannot be asked for "any port", so a free one is looked for first.
 */
final class DerbyServer implements AutoCloseable {
  private static final int ATTEMPTS = 500;
  private final NetworkServerControl control;
  private final PrintWriter log;
  private final int port;

  private DerbyServer(NetworkServerControl control, PrintWriter log, int port) {
    this.control = control;
    this.log = log;
    this.port = port;
  }

  /** Must be called before Derby boots: Derby reads these properties once. */
  static void prepare(Home home, String logName) {
    System.setProperty("derby.system.home", home.storage().toString());
    System.setProperty("derby.stream.error.file", home.log().resolve(logName).toString());
    System.setProperty("derby.drda.startNetworkServer", "false");
  }

  static DerbyServer start(Home home, int wantedPort) throws IOException, InterruptedException {
    var address = InetAddress.getByName("127.0.0.1");
    int port = freePort(address, wantedPort);
    var log = new PrintWriter(Files.newBufferedWriter(home.log().resolve("derby-network.log")));
    try {
      var control = new NetworkServerControl(address, port);
      control.start(log);
      awaitAnswer(control, port);
      return new DerbyServer(control, log, port);
    } catch (IOException | InterruptedException failed) {
      log.close();
      throw failed;
    } catch (Exception failed) {
      log.close();
      throw new IOException("Derby's network server did not start on port " + port, failed);
    }
  }

  /**
   * Fails if the port is taken: Derby would start regardless, and a stranger answer in its place.
   */
  private static int freePort(InetAddress address, int wanted) throws IOException {
    try (var probe = new ServerSocket(wanted, 1, address)) {
      return probe.getLocalPort();
    } catch (IOException taken) {
      throw new IOException("port %d for Derby: %s".formatted(wanted, taken.getMessage()), taken);
    }
  }

  private static void awaitAnswer(NetworkServerControl control, int port) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        control.ping();
        return;
      } catch (Exception notYet) {
        if (attempt == ATTEMPTS) {
          throw new IOException("Derby's network server does not answer on port " + port, notYet);
        }
        Thread.sleep(20);
      }
    }
  }

  String url() {
    return "jdbc:derby://127.0.0.1:%d/systemdb".formatted(port);
  }

  @Override
  public void close() throws IOException {
    try {
      control.shutdown();
    } catch (Exception failed) {
      throw new IOException("Derby's network server did not stop", failed);
    } finally {
      log.close();
    }
  }
}
