package io.holdfast.platform.faults;

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
public final class FaultyFiles implements FileSystem {
  /** What the test does around each call. */
  @FunctionalInterface
  public interface Fault {
    /**
     * @param call the method of {@link Directory} or {@link OpenFile}
     * @param name the name that the call is about, or that the file was opened under
     * @return the call's result, usually {@code real.run()}
     */
    @Nullable Object around(String call, String name, Call real) throws Throwable;
  }

  /** The real call. */
  public static final class Call {
    private final Method method;
    private final Object receiver;
    private final Object[] arguments;
    private final String path;

    private Call(Method method, Object receiver, Object[] arguments, String path) {
      this.method = method;
      this.receiver = receiver;
      this.arguments = arguments;
      this.path = path;
    }

    public @Nullable Object run() throws Throwable {
      try {
        return method.invoke(receiver, arguments);
      } catch (InvocationTargetException thrown) {
        throw thrown.getCause();
      }
    }

    /** What the call is about, from the root. */
    public String path() {
      return path;
    }

    /** One of its arguments; null if it has not so many. */
    public @Nullable Object argument(int number) {
      return number < arguments.length ? arguments[number] : null;
    }

    /** Whether it is about a name in a directory, and not about what is open already. */
    public boolean isByName() {
      return arguments.length > 0 && arguments[0] instanceof FileName;
    }
  }

  private final Fault fault;

  public FaultyFiles(Fault fault) {
    this.fault = fault;
  }

  @Override
  public Directory open(Path directory) throws IOException {
    return wrap(Directory.class, Posix.FILES.open(directory), ".", "");
  }

  private <T> T wrap(Class<T> type, T real, String openedAs, String path) {
    InvocationHandler handler = new Wrapped(real, openedAs, path);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private final class Wrapped implements InvocationHandler {
    private final Object real;
    private final String openedAs;
    private final String openedPath;

    Wrapped(Object real, String openedAs, String openedPath) {
      this.real = real;
      this.openedAs = openedAs;
      this.openedPath = openedPath;
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
      String path =
          given != null && given.length > 0 && given[0] instanceof FileName
              ? (openedPath.isEmpty() ? name : openedPath + "/" + name)
              : openedPath;
      Call call = new Call(method, real, arguments, path);
      Object result = fault.around(method.getName(), name, call);
      return switch (result) {
        case Directory directory -> wrap(Directory.class, directory, name, path);
        case OpenFile file -> wrap(OpenFile.class, file, name, path);
        case null, default -> result;
      };
    }
  }
}
