/**
 * Keys, and the seal that every object and blob carries: AES-256 in counter mode under
 * Poly1305-AES. Ciphers and hashes are the JDK's; nothing here may invent one. Poly1305 and scrypt
 * alone are written out here, for speed, and held to RFC 8439, to RFC 7914 and to Bouncy Castle's
 * by tests. A key or a password must never reach a message, a log or {@code toString}.
 */
package io.holdfast.vault.crypto;
