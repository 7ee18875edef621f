package io.holdfast.s3.fake;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What S3 does with requests about a bucket: mostly listing it, page by page. */
final class BucketCalls {
  private BucketCalls() {}

  static Answer answer(S3Request request, Bucket bucket, int pageSize) {
    Map<String, String> parameters = request.parameters();
    if (request.method().equals("HEAD") || request.method().equals("PUT")) {
      return Answer.of(200);
    }
    if (parameters.containsKey("location")) {
      return Answer.xml(200, "<LocationConstraint></LocationConstraint>");
    }
    if ("2".equals(parameters.get("list-type"))) {
      return list(request, bucket, pageSize);
    }
    throw new Refusal(501, "NotImplemented", request + "?" + request.rawQuery());
  }

  private static Answer list(S3Request request, Bucket bucket, int pageSize) {
    Map<String, String> parameters = request.parameters();
    boolean toldOfRestores =
        "RestoreStatus".equals(request.header("x-amz-optional-object-attributes"));
    String prefix = parameters.getOrDefault("prefix", "");
    String delimiter = parameters.getOrDefault("delimiter", "");
    String after =
        parameters.getOrDefault("continuation-token", parameters.getOrDefault("start-after", ""));
    int most = Math.min(pageSize, Integer.parseInt(parameters.getOrDefault("max-keys", "1000")));
    StringBuilder entries = new StringBuilder();
    TreeSet<String> folders = new TreeSet<>();
    String last = "";
    int count = 0;
    boolean more = false;
    for (Map.Entry<String, Bucket.Version> entry : bucket.listed(prefix).entrySet()) {
      String key = entry.getKey();
      if (key.compareTo(after) <= 0) {
        continue;
      }
      if (count == most) {
        more = true;
        break;
      }
      int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
      if (end >= 0) {
        folders.add(key.substring(0, end + 1));
      } else {
        entries.append(
            contents(
                key, entry.getValue(), toldOfRestores ? bucket.restored(entry.getValue()) : null));
      }
      last = key;
      count++;
    }
    return Answer.xml(
        200,
        "<ListBucketResult><Prefix>%s</Prefix><KeyCount>%d</KeyCount><MaxKeys>%d</MaxKeys>"
                .formatted(prefix, count, most)
            + "<IsTruncated>%s</IsTruncated>".formatted(more)
            + (more ? "<NextContinuationToken>" + last + "</NextContinuationToken>" : "")
            + entries
            + String.join(
                "",
                folders.stream()
                    .map(name -> "<CommonPrefixes><Prefix>" + name + "</Prefix></CommonPrefixes>")
                    .toList())
            + "</ListBucketResult>");
  }

  private static String contents(
      String key, Bucket.Version version, Bucket.@Nullable Restored restored) {
    byte[] content = version.content();
    return "<Contents><Key>%s</Key><LastModified>%s</LastModified>"
            .formatted(key, version.modified().truncatedTo(ChronoUnit.MILLIS))
        + "<Size>%d</Size><StorageClass>%s</StorageClass>%s</Contents>"
            .formatted(
                content == null ? 0 : content.length, version.storageClass(), status(restored));
  }

  private static String status(Bucket.@Nullable Restored restored) {
    if (restored == null) {
      return "";
    }
    Instant until = restored.until();
    return "<RestoreStatus><IsRestoreInProgress>%s</IsRestoreInProgress>%s</RestoreStatus>"
        .formatted(
            until == null,
            until == null
                ? ""
                : "<RestoreExpiryDate>%s</RestoreExpiryDate>"
                    .formatted(until.truncatedTo(ChronoUnit.SECONDS)));
  }
}
