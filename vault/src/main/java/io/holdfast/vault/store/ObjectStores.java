package io.holdfast.vault.store;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/** From the words of a location to the store there. */
public final class ObjectStores {
  private static final String BEHIND_SCHEME = "://";

  private ObjectStores() {}

  /**
   * @param location a path, or {@code scheme://…} of a driver that this Holdfast carries
   * @throws HoldfastException HF-214 if there is no such driver
   */
  public static ObjectStore at(String location, Clock clock) {
    int colon = location.indexOf(BEHIND_SCHEME);
    if (colon < 0) {
      return new LocalObjectStore(Path.of(location).toAbsolutePath().normalize());
    }
    String scheme = location.substring(0, colon);
    List<ObjectStoreProvider> providers =
        ServiceLoader.load(ObjectStoreProvider.class, ObjectStoreProvider.class.getClassLoader())
            .stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return providers.stream()
        .filter(provider -> provider.scheme().equals(scheme))
        .findFirst()
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.NO_DRIVER,
                    "There is no driver for a vault at %s; there are paths and %s"
                        .formatted(
                            location,
                            providers.stream()
                                .map(provider -> provider.scheme() + BEHIND_SCHEME)
                                .sorted()
                                .toList()),
                    "Nothing was done.",
                    "Correct the location, or use a Holdfast that carries this driver."))
        .open(location, clock);
  }
}
