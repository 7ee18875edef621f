package io.holdfast.usage.oracle;

/**
 * What came together for one session. The checksum is the sum of the records' hashes, so it does
 * not depend on their order, and one record lost and another doubled do not cancel out.
 */
final class Total {
  long records;
  long volume;
  long checksum;
  long parts;
  int bills;

  void add(long moreRecords, long moreVolume, long moreChecksum) {
    records += moreRecords;
    volume += moreVolume;
    checksum += moreChecksum;
  }

  boolean complete() {
    return parts > 0 && records >= parts;
  }

  boolean sameContent(Total other) {
    return records == other.records && volume == other.volume && checksum == other.checksum;
  }
}
