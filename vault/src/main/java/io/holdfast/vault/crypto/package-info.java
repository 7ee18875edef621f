/**
 * Keys, and the seal that every object and blob carries: AES-256 in counter mode under
 * Poly1305-AES. The ciphers are {@link io.holdfast.platform.crypto.Cryptography}'s; nothing here
 * may invent one. A key or a password must never reach a message, a log or {@code toString}.
 */
package io.holdfast.vault.crypto;
