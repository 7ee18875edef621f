package io.holdfast.stores.derby;

import io.holdfast.platform.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Derby's network server as a process of its own, as an installation runs it. */
final class RunningDerby implements AutoCloseable {
  private final Process process;
  private final int port;

  /**
   * @param home the directory in which databases with relative names live
   */
  RunningDerby(Path home) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    process =
        Processes.startPiped(
            List.of(
                Processes.javaProgram(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dderby.system.home=" + home,
                // No power cut is tested here, and a database costs seconds of flushing.
                "-Dderby.system.durability=test",
                // The smallest log files that there are.
                "-Dderby.storage.logSwitchInterval=100000",
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.derby.drda.NetworkServerControl",
                "start",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-noSecurityManager"),
            Map.of());
    BufferedReader said = process.inputReader();
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      if (line.contains("ready to accept connections")) {
        Thread.ofPlatform()
            .daemon()
            .name("derby-output")
            .start(() -> said.lines().forEach(l -> {}));
        return;
      }
    }
    throw new AssertionError("Derby's network server did not start:\n" + all);
  }

  /** With whatever follows the address: a name, attributes. */
  String url(String rest) {
    return "jdbc:derby://127.0.0.1:" + port + "/" + rest;
  }

  Connection create(String name) throws SQLException {
    return DriverManager.getConnection(url(name) + ";create=true");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
