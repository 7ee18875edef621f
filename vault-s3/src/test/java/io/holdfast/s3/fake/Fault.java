package io.holdfast.s3.fake;

/** What goes wrong with a request. */
public enum Fault {
  /** 503, in S3's words; nothing takes effect. */
  SLOW_DOWN(503, "SlowDown"),
  /** 500; nothing takes effect, which the caller cannot know. */
  INTERNAL_ERROR(500, "InternalError"),
  /** A failure below the words that a copy has begun well, as S3 has it; nothing takes effect. */
  ERROR_IN_200(200, "InternalError"),
  /** 409: another write to the same key is going on. */
  CONFLICT(409, "ConditionalRequestConflict"),
  /** 403. */
  FORBIDDEN(403, "AccessDenied"),
  /** The connection ends before anything takes effect. */
  CUT_BEFORE(0, ""),
  /** It takes effect, and the connection ends without an answer. */
  CUT_AFTER(0, ""),
  /** It takes effect, and the answer is a 500. */
  ERROR_AFTER(500, "InternalError"),
  /** The connection ends in the middle of the body that goes back. */
  CUT_MIDWAY(0, ""),
  /** It takes effect, and no answer comes for seconds. */
  HANG(0, ""),
  /** The right answer, a little late. */
  LATE(0, "");

  final int status;
  final String code;

  Fault(int status, String code) {
    this.status = status;
    this.code = code;
  }

  boolean isRefusal() {
    return status != 0 && this != ERROR_AFTER;
  }

  Refusal refusal() {
    return new Refusal(status, code, "As this test has told it to.");
  }
}
