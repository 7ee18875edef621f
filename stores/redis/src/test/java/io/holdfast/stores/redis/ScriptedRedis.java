package io.holdfast.stores.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers as a Redis would that hides its children from INFO: no real one does what some tests
 * need.
 */
final class ScriptedRedis implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final AtomicInteger asked = new AtomicInteger();
  private final String info;
  private final long[] offsets;

  /**
   * @param offsets of its answers to PSYNC, in turn; the last one is repeated
   */
  ScriptedRedis(String info, long... offsets) throws IOException {
    this.info = info;
    this.offsets = offsets;
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException closed) {
        return; // The test is over.
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      OutputStream out = socket.getOutputStream();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        switch (line) {
          case "PING", "REPLCONF" -> out.write("+OK\r\n".getBytes(StandardCharsets.US_ASCII));
          case "CONFIG" -> out.write("*0\r\n".getBytes(StandardCharsets.US_ASCII));
          case "INFO" ->
              out.write(
                  ("$" + info.length() + "\r\n" + info + "\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
          case "PSYNC" -> {
            long offset = offsets[Math.min(asked.getAndIncrement(), offsets.length - 1)];
            out.write(("+FULLRESYNC ab " + offset + "\r\n").getBytes(StandardCharsets.US_ASCII));
          }
          default -> {
            continue; // A length or an argument.
          }
        }
        out.flush();
      }
    } catch (IOException closed) {
      return; // The test is over.
    }
  }

  int asked() {
    return asked.get();
  }

  Address address() {
    return new Address("127.0.0.1", listening.getLocalPort(), null, null, null);
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
