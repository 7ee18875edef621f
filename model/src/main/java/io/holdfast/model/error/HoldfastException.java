package io.holdfast.model.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a person has to know about. The message says what happened, with the names and
 * numbers of this case; {@link #safe} what is certainly unharmed; {@link #next} what to do.
 *
 * <p>Unchecked, because between the place that fails and the place that tells the operator there is
 * almost never anything to decide. Where there is (retry, skip and record, resume first), the type
 * or the code decides.
 */
public final class HoldfastException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String safe;
  private final String next;

  public HoldfastException(ErrorCode code, String message, String safe, String next) {
    this(code, message, safe, next, null);
  }

  public HoldfastException(
      ErrorCode code, String message, String safe, String next, @Nullable Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.code = code;
    this.safe = safe;
    this.next = next;
  }

  public ErrorCode code() {
    return code;
  }

  /** What happened; never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** What is certainly unharmed, as one sentence. */
  public String safe() {
    return safe;
  }

  /** What to do next, as one sentence. */
  public String next() {
    return next;
  }
}
