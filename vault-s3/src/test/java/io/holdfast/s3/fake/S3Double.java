package io.holdfast.s3.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The server. Whoever starts one has its credentials in this process's system properties. */
public final class S3Double implements AutoCloseable {
  public static final String ACCESS_KEY = "AKIAHOLDFASTDOUBLE00";
  public static final String SECRET = "secret/of+the+double";
  private static final Duration LATE = Duration.ofMillis(50);

  /**
   * So much of a body is written at once. The JDK's server keeps a buffer twice as long as the
   * longest piece for each connection, and each connection that was cut until it is stopped.
   */
  private static final int SLICE = 16 * 1024;

  private static final Duration HANG = Duration.ofSeconds(4);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final Faults faults = new Faults();
  private final List<RuntimeException> mistakes = new CopyOnWriteArrayList<>();
  private final List<S3Request> seen = new CopyOnWriteArrayList<>();
  private volatile int pageSize = 1000;
  private volatile Duration clockError = Duration.ZERO;

  /** Null if answers say this machine's time, as the JDK's server has it. */
  private final @Nullable ShiftedDates dates;

  private S3Double(HttpServer server, boolean saysItsTime) throws IOException {
    this.server = server;
    this.dates =
        saysItsTime ? new ShiftedDates(server.getAddress(), date -> date.plus(clockError)) : null;
  }

  public static S3Double start() throws IOException {
    return start(false);
  }

  /** One whose answers say what time it is by its own clock ({@link #clockError}). */
  public static S3Double startSayingItsTime() throws IOException {
    return start(true);
  }

  private static S3Double start(boolean saysItsTime) throws IOException {
    // Without it every answer waits for the acknowledgement of its own headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("aws.accessKeyId", ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", SECRET);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    S3Double made = new S3Double(HttpServer.create(any, 100), saysItsTime);
    made.server.setExecutor(made.threads);
    made.server.createContext("/", made::handle);
    made.server.start();
    return made;
  }

  public URI endpoint() {
    int port = dates == null ? server.getAddress().getPort() : dates.port();
    return URI.create("http://127.0.0.1:" + port);
  }

  /** A new bucket, or the one there is. */
  public Bucket bucket(String name) {
    return buckets.computeIfAbsent(name, any -> new Bucket(false, this::now));
  }

  /** A new bucket that allows locks, and therefore keeps versions. */
  public Bucket lockingBucket(String name) {
    return buckets.computeIfAbsent(name, any -> new Bucket(true, this::now));
  }

  /** Makes a bucket what another is now. */
  public void copy(String from, String to) {
    buckets.put(to, bucket(from).copy());
  }

  /** The words for a vault here. */
  public String location(String bucket, String prefix) {
    return "s3://%s%s?endpoint=%s"
        .formatted(bucket, prefix.isEmpty() ? "" : "/" + prefix, endpoint());
  }

  public Faults faults() {
    return faults;
  }

  /** How many keys a listing gives at once. */
  public void pageSize(int keys) {
    pageSize = keys;
  }

  /** How far its clock goes before the machine's. */
  public void clockError(Duration error) {
    clockError = error;
  }

  private Instant now() {
    return Instant.now().plus(clockError);
  }

  /** Every request that has arrived. */
  public List<S3Request> seen() {
    return seen;
  }

  /** Fails if the double itself failed. */
  @Override
  public void close() {
    if (dates != null) {
      dates.close();
    }
    server.stop(0);
    threads.close();
    for (RuntimeException mistake : mistakes) {
      throw new IllegalStateException("The double made a mistake", mistake);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    S3Request request = S3Request.of(exchange);
    seen.add(request);
    Fault fault = faults.of(request);
    if (fault == Fault.CUT_BEFORE) {
      exchange.close();
      return;
    }
    if (fault == Fault.LATE) {
      sleep(LATE);
    }
    Answer answer = answer(request, fault);
    if (fault == Fault.HANG) {
      sleep(HANG);
    }
    if (fault == Fault.CUT_AFTER || fault == Fault.HANG) {
      exchange.close();
      return;
    }
    send(exchange, fault == Fault.ERROR_AFTER ? fault.refusal().answer() : answer, fault);
  }

  private Answer answer(S3Request request, @Nullable Fault fault) {
    try {
      if (fault != null && fault.isRefusal()) {
        throw fault.refusal();
      }
      Instant now = now();
      Signature.require(request, ACCESS_KEY, SECRET, now);
      Bucket bucket = buckets.get(request.bucket());
      if (bucket == null) {
        throw new Refusal(404, "NoSuchBucket", "The specified bucket does not exist");
      }
      return request.isAboutObject()
          ? ObjectCalls.answer(request, bucket, now)
          : BucketCalls.answer(request, bucket, pageSize);
    } catch (Refusal refusal) {
      return refusal.answer();
    } catch (RuntimeException mistake) {
      mistakes.add(mistake);
      return new Refusal(400, "MistakeOfTheDouble", mistake.toString()).answer();
    }
  }

  private void send(HttpExchange exchange, Answer answer, @Nullable Fault fault)
      throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = answer.body();
    boolean bare = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
    exchange.sendResponseHeaders(answer.status(), bare ? -1 : body.length);
    if (!bare) {
      OutputStream out = exchange.getResponseBody();
      int length = fault == Fault.CUT_MIDWAY ? body.length / 2 : body.length;
      for (int at = 0; at < length; at += SLICE) {
        out.write(body, at, Math.min(SLICE, length - at));
      }
      out.flush();
    }
    exchange.close();
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
