package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Which certificates are trusted for TLS. */
final class Trust {
  private Trust() {}

  /**
   * @param caFile certificates in PEM; null for those that Java trusts
   */
  static SSLSocketFactory of(@Nullable Path caFile) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      if (caFile == null) {
        context.init(null, null, null);
      } else {
        TrustManagerFactory trust =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates(caFile));
        context.init(null, trust.getTrustManagers(), null);
      }
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException unusable) {
      throw new HoldfastException(
          ErrorCode.CONFIG_WRONG_VALUE,
          "The certificates in %s cannot be used: %s".formatted(caFile, unusable.getMessage()),
          "Nothing was changed.",
          "Let 'caFile' of the store name a file with the certificates to trust, in PEM.",
          unusable);
    }
  }

  private static KeyStore certificates(Path caFile) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int count = 0;
    try (InputStream stream = Disk.open(caFile)) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
        store.setCertificateEntry("trusted-" + count++, one);
      }
    }
    if (count == 0) {
      throw new IOException("there is none in it");
    }
    return store;
  }
}
