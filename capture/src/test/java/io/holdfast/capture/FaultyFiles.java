package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The real file system with a test between: it may look on, do something meanwhile, fail, or lie.
 */
final class FaultyFiles implements FileSystem {
  /** What the test does around each call. */
  @FunctionalInterface
  interface Fault {
    /**
     * @param call the method of {@link Directory} or {@link OpenFile}
     * @param name the name that the call is about, or that the file was opened under
     * @return the call's result, usually {@code real.run()}
     */
    @Nullable Object around(String call, String name, Call real) throws Throwable;
  }

  /** The real call. */
  @FunctionalInterface
  interface Call {
    @Nullable Object run() throws Throwable;
  }

  private final Fault fault;

  FaultyFiles(Fault fault) {
    this.fault = fault;
  }

  @Override
  public Directory open(Path directory) throws IOException {
    return wrap(Directory.class, Posix.FILES.open(directory), ".");
  }

  private <T> T wrap(Class<T> type, T real, String openedAs) {
    InvocationHandler handler = new Wrapped(real, openedAs);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private final class Wrapped implements InvocationHandler {
    private final Object real;
    private final String openedAs;

    Wrapped(Object real, String openedAs) {
      this.real = real;
      this.openedAs = openedAs;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given)
        throws Throwable {
      Object[] arguments = given == null ? new Object[0] : given.clone();
      String name = openedAs;
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] instanceof FileName fileName && i == 0) {
          name = fileName.display();
        }
        if (Proxy.isProxyClass(arguments[i].getClass())
            && Proxy.getInvocationHandler(arguments[i]) instanceof Wrapped wrapped) {
          arguments[i] = wrapped.real;
        }
      }
      String about = name;
      Object result =
          fault.around(
              method.getName(),
              about,
              () -> {
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause();
                }
              });
      return switch (result) {
        case Directory directory -> wrap(Directory.class, directory, about);
        case OpenFile file -> wrap(OpenFile.class, file, about);
        case null, default -> result;
      };
    }
  }
}
