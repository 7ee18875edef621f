package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.stores.StoreProvider;
import java.util.List;
import java.util.ServiceLoader;

/** The drivers of stores that this installation of Holdfast has. */
public final class Providers {
  private final List<StoreProvider> providers;

  private Providers(List<StoreProvider> providers) {
    this.providers = providers;
  }

  /** These and no others. */
  public static Providers of(List<StoreProvider> providers) {
    return new Providers(List.copyOf(providers));
  }

  /** All that are on the class path or module path. */
  public static Providers load() {
    return new Providers(
        ServiceLoader.load(StoreProvider.class, StoreProvider.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  public StoreProvider of(String kind) {
    return providers.stream()
        .filter(provider -> provider.kind().equals(kind))
        .findFirst()
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.NO_DRIVER,
                    "There is no driver for stores of kind '%s'; there are %s"
                        .formatted(
                            kind, providers.stream().map(StoreProvider::kind).sorted().toList()),
                    "Nothing was changed.",
                    "Correct the kind, or use a Holdfast that carries this driver."));
  }
}
