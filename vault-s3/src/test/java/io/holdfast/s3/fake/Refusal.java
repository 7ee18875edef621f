package io.holdfast.s3.fake;

/** An error as S3 tells it. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int status;
  final String code;

  Refusal(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static Refusal noSuchKey() {
    return new Refusal(404, "NoSuchKey", "The specified key does not exist.");
  }

  static Refusal cold(String storageClass) {
    return new Refusal(
        403,
        "InvalidObjectState",
        "The operation is not valid for the object's storage class " + storageClass);
  }

  Answer answer() {
    return Answer.xml(
        status,
        "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, getMessage()));
  }
}
