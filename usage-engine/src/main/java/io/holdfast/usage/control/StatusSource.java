package io.holdfast.usage.control;

import io.holdfast.usage.suspension.Worker;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the status tells besides the suspension. */
public interface StatusSource {
  List<Worker> workers();

  /** Whether all source input is consumed and billed as far as it can be. */
  boolean idle() throws IOException;

  Map<String, Long> counters();

  String version();

  String startedAt();
}
