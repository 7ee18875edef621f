package io.holdfast.usage.control;

import io.holdfast.usage.suspension.EndedLease;
import io.holdfast.usage.suspension.Gate;
import io.holdfast.usage.suspension.Lease;
import io.holdfast.usage.suspension.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code GET /v1/status}. */
final class Status {
  private Status() {}

  static Answer of(Gate gate, StatusSource source) throws IOException {
    var view = gate.view();
    return Answer.of(200)
        .with("state", text(view.state()))
        .with("idle", source.idle())
        .with("quietSince", view.quietSince())
        .with("suspension", lease(view.lease()))
        .with("lastSuspension", ended(view.last()))
        .with("workflows", workflows(view, source.workers()))
        .with("counters", source.counters())
        .with("pid", ProcessHandle.current().pid())
        .with("version", source.version())
        .with("startedAt", source.startedAt());
  }

  static String text(Gate.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Map<String, Object> lease(@Nullable Lease lease) {
    if (lease == null) {
      return null;
    }
    var shown = new LinkedHashMap<String, Object>();
    shown.put("lease", lease.id());
    shown.put("holder", lease.holder());
    shown.put("startedAt", lease.startedAt());
    shown.put("deadline", lease.deadline());
    return shown;
  }

  private static @Nullable Map<String, @Nullable Object> ended(@Nullable EndedLease over) {
    if (over == null) {
      return null;
    }
    var shown = new LinkedHashMap<String, @Nullable Object>();
    shown.put("lease", over.lease().id());
    shown.put("holder", over.lease().holder());
    shown.put("startedAt", over.lease().startedAt());
    shown.put("quietAt", over.quietAt());
    shown.put("endedAt", over.endedAt());
    shown.put("endedBy", over.endedBy().text());
    shown.put("suspendedMillis", over.suspended().toMillis());
    return shown;
  }

  private static List<Object> workflows(Gate.View view, List<Worker> workers) {
    var shown = new ArrayList<>();
    for (var worker : workers) {
      var one = new LinkedHashMap<String, @Nullable Object>();
      one.put("name", worker.name());
      one.put("kind", worker.kind().text());
      one.put("state", state(view, worker));
      one.put("reason", worker.reason());
      shown.add(one);
    }
    return shown;
  }

  private static String state(Gate.View view, Worker worker) {
    if (worker.aborted()) {
      return "aborted";
    }
    if (!view.inside().contains(worker)) {
      return "idle";
    }
    return view.state() == Gate.State.RUNNING ? "running" : "draining";
  }
}
