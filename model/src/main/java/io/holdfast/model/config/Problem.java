package io.holdfast.model.config;

import io.holdfast.model.error.ErrorCode;
import java.util.Comparator;

/**
 * One thing that is wrong in the file. Lines and columns count from 1, columns in characters, so
 * that editors jump to the place.
 */
record Problem(int line, int column, ErrorCode code, String what) {
  static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);
}
