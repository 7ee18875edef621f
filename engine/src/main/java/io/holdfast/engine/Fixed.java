package io.holdfast.engine;

import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Point;
import io.holdfast.model.set.Window;
import java.util.List;
import java.util.Map;

/**
 * What one pass through the fixing of all stores gave.
 *
 * @param points by the store's name
 * @param doubts why a set made of it is less than consistent
 * @param overran whether processing was resumed before the last store was fixed
 */
record Fixed(Window window, Map<String, Point> points, List<Doubt> doubts, boolean overran) {
  Fixed {
    points = Map.copyOf(points);
    doubts = List.copyOf(doubts);
  }
}
