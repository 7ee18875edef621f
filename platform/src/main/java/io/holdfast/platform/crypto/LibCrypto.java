package io.holdfast.platform.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

/**
 * The functions of OpenSSL 3's libcrypto that are used here; sources: its manual pages of section
 * 3. Without the library, or without one of them, this class cannot be initialised.
 *
 * <p>Those that go over data take memory of the heap as it is: while one runs nothing is collected,
 * so that the caller keeps what he passes short.
 */
final class LibCrypto {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY =
      SymbolLookup.libraryLookup("libcrypto.so.3", Arena.global());

  private static final MethodHandle INIT = bind("OPENSSL_init_crypto", INT, LONG, POINTER);
  private static final MethodHandle SCRYPT =
      bind(
          "EVP_PBE_scrypt",
          INT,
          POINTER,
          LONG,
          POINTER,
          LONG,
          LONG,
          LONG,
          LONG,
          LONG,
          POINTER,
          LONG);

  private static final MethodHandle SHA256_INIT = bindToHeap("SHA256_Init", INT, POINTER);
  private static final MethodHandle SHA256_UPDATE =
      bindToHeap("SHA256_Update", INT, POINTER, POINTER, LONG);
  private static final MethodHandle SHA256_FINAL =
      bindToHeap("SHA256_Final", INT, POINTER, POINTER);

  private static final MethodHandle CIPHER_FETCH =
      bind("EVP_CIPHER_fetch", POINTER, POINTER, POINTER, POINTER);
  private static final MethodHandle CIPHER_NEW = bind("EVP_CIPHER_CTX_new", POINTER);
  private static final MethodHandle CIPHER_FREE = bindVoid("EVP_CIPHER_CTX_free", POINTER);
  private static final MethodHandle ENCRYPT_INIT =
      bindToHeap("EVP_EncryptInit_ex2", INT, POINTER, POINTER, POINTER, POINTER, POINTER);
  private static final MethodHandle ENCRYPT_UPDATE =
      bindToHeap("EVP_EncryptUpdate", INT, POINTER, POINTER, POINTER, POINTER, INT);

  private static final MethodHandle MAC_FETCH =
      bind("EVP_MAC_fetch", POINTER, POINTER, POINTER, POINTER);
  private static final MethodHandle MAC_NEW = bind("EVP_MAC_CTX_new", POINTER, POINTER);
  private static final MethodHandle MAC_FREE = bindVoid("EVP_MAC_CTX_free", POINTER);
  private static final MethodHandle MAC_INIT =
      bindToHeap("EVP_MAC_init", INT, POINTER, POINTER, LONG, POINTER);
  private static final MethodHandle MAC_UPDATE =
      bindToHeap("EVP_MAC_update", INT, POINTER, POINTER, LONG);
  private static final MethodHandle MAC_FINAL =
      bindToHeap("EVP_MAC_final", INT, POINTER, POINTER, POINTER, LONG);

  /** {@code OPENSSL_INIT_NO_ATEXIT}: a thread may still be at work when the process ends. */
  private static final long NO_ATEXIT = 0x80000;

  /** More than any parameters need that were let through. */
  private static final long SCRYPT_MEMORY = 2L << 30;

  static {
    try {
      succeed((int) INIT.invokeExact(NO_ATEXIT, MemorySegment.NULL), "OPENSSL_init_crypto");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  private LibCrypto() {}

  static void scrypt(
      MemorySegment password, MemorySegment salt, long n, long r, long p, MemorySegment into) {
    try {
      int done =
          (int)
              SCRYPT.invokeExact(
                  password,
                  password.byteSize(),
                  salt,
                  salt.byteSize(),
                  n,
                  r,
                  p,
                  SCRYPT_MEMORY,
                  into,
                  into.byteSize());
      succeed(done, "EVP_PBE_scrypt");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  static void sha256Init(MemorySegment context) {
    try {
      succeed((int) SHA256_INIT.invokeExact(context), "SHA256_Init");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  static void sha256Update(MemorySegment context, MemorySegment bytes) {
    try {
      succeed((int) SHA256_UPDATE.invokeExact(context, bytes, bytes.byteSize()), "SHA256_Update");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  static void sha256Final(MemorySegment digest, MemorySegment context) {
    try {
      succeed((int) SHA256_FINAL.invokeExact(digest, context), "SHA256_Final");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  static MemorySegment cipher(String name) {
    return fetch(CIPHER_FETCH, name);
  }

  static MemorySegment mac(String name) {
    return fetch(MAC_FETCH, name);
  }

  /** An algorithm, which is kept for as long as the process lives. */
  private static MemorySegment fetch(MethodHandle fetch, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chars = arena.allocateFrom(name);
      return there(
          (MemorySegment) fetch.invokeExact(MemorySegment.NULL, chars, MemorySegment.NULL), name);
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** Given back when nobody has it any more. */
  static MemorySegment newCipherContext() {
    try {
      return owned((MemorySegment) CIPHER_NEW.invokeExact(), CIPHER_FREE, "EVP_CIPHER_CTX_new");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** What is {@code NULL} of the cipher, the key and the IV stays as it is. */
  static void encryptInit(
      MemorySegment context, MemorySegment cipher, MemorySegment key, MemorySegment iv) {
    try {
      int done = (int) ENCRYPT_INIT.invokeExact(context, cipher, key, iv, MemorySegment.NULL);
      succeed(done, "EVP_EncryptInit_ex2");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /**
   * @param written room for an int
   */
  static void encryptUpdate(
      MemorySegment context, MemorySegment to, MemorySegment written, MemorySegment from) {
    int length = (int) from.byteSize();
    try {
      int done = (int) ENCRYPT_UPDATE.invokeExact(context, to, written, from, length);
      succeed(done, "EVP_EncryptUpdate");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
    if (written.get(INT, 0) != length) {
      throw new IllegalStateException("EVP_EncryptUpdate kept something back");
    }
  }

  /** Given back when nobody has it any more. */
  static MemorySegment newMacContext(MemorySegment mac) {
    try {
      return owned((MemorySegment) MAC_NEW.invokeExact(mac), MAC_FREE, "EVP_MAC_CTX_new");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  static void macInit(MemorySegment context, MemorySegment key) {
    try {
      int done = (int) MAC_INIT.invokeExact(context, key, key.byteSize(), MemorySegment.NULL);
      succeed(done, "EVP_MAC_init");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  static void macUpdate(MemorySegment context, MemorySegment bytes) {
    try {
      succeed((int) MAC_UPDATE.invokeExact(context, bytes, bytes.byteSize()), "EVP_MAC_update");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /**
   * @param written room for a long
   */
  static void macFinal(MemorySegment context, MemorySegment code, MemorySegment written) {
    try {
      int done = (int) MAC_FINAL.invokeExact(context, code, written, code.byteSize());
      succeed(done, "EVP_MAC_final");
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  private static MethodHandle bind(String function, MemoryLayout returns, MemoryLayout... takes) {
    return bind(function, FunctionDescriptor.of(returns, takes));
  }

  /** For what is short and waits for nothing. */
  private static MethodHandle bindToHeap(
      String function, MemoryLayout returns, MemoryLayout... takes) {
    return bind(function, FunctionDescriptor.of(returns, takes), Linker.Option.critical(true));
  }

  private static MethodHandle bindVoid(String function, MemoryLayout... takes) {
    return bind(function, FunctionDescriptor.ofVoid(takes));
  }

  private static MethodHandle bind(
      String function, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment address =
        LIBRARY
            .find(function)
            .orElseThrow(() -> new NoSuchElementException("libcrypto has no " + function));
    return LINKER.downcallHandle(address, descriptor, options);
  }

  private static void succeed(int result, String function) {
    if (result != 1) {
      throw new IllegalStateException("libcrypto failed in " + function);
    }
  }

  private static MemorySegment there(MemorySegment pointer, String name) {
    if (pointer.equals(MemorySegment.NULL)) {
      throw new IllegalStateException("libcrypto has no " + name);
    }
    return pointer;
  }

  private static MemorySegment owned(MemorySegment pointer, MethodHandle free, String function) {
    return there(pointer, function)
        .reinterpret(
            Arena.ofAuto(),
            unused -> {
              try {
                free.invokeExact(unused);
              } catch (Throwable thrown) {
                throw impossible(thrown);
              }
            });
  }

  /** A bound handle throws only what the binding itself does wrong. */
  private static RuntimeException impossible(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException failed) {
      throw failed;
    }
    return new IllegalStateException("A call to libcrypto failed before it was made", thrown);
  }
}
