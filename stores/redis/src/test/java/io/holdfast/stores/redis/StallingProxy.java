package io.holdfast.stores.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Between a replica and its master: once stalled, what goes through no longer arrives. */
final class StallingProxy implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile int stalledBefore;

  StallingProxy(int target) throws IOException {
    this.target = target;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    for (int n = 0; ; n++) {
      int number = n;
      try {
        Socket from = listening.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(from, to));
        Thread.ofPlatform().daemon().start(() -> pass(number, from, to));
        Thread.ofPlatform().daemon().start(() -> pass(number, to, from));
      } catch (IOException closed) {
        return; // The test is over.
      }
    }
  }

  private void pass(int number, Socket from, Socket to) {
    byte[] piece = new byte[4096];
    try {
      for (int count = from.getInputStream().read(piece);
          count >= 0;
          count = from.getInputStream().read(piece)) {
        if (number >= stalledBefore) {
          to.getOutputStream().write(piece, 0, count);
        }
      }
    } catch (IOException closed) {
      return; // The other side went.
    }
  }

  /** Connections that exist now stand still; new ones do not. */
  void stall() {
    stalledBefore = sockets.size() / 2;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
