/**
 * Keys, and the seal that every object and blob carries: AES-256 in counter mode under
 * Poly1305-AES. Ciphers and hashes are the JDK's, scrypt is Bouncy Castle's; nothing here may
 * invent one. Poly1305's arithmetic alone is written out here, for speed, and held to RFC 8439 and
 * to Bouncy Castle's by tests. A key or a password must never reach a message, a log or {@code
 * toString}.
 */
package io.holdfast.vault.crypto;
