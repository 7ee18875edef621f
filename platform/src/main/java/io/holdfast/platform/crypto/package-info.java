/**
 * The algorithms that a vault's format is made of, as fast as this machine has them: the operating
 * system's own libcrypto, which needs no compiler to become fast, or else the JDK's. Start at
 * {@link io.holdfast.platform.crypto.Cryptography}. Nothing here may invent an algorithm. Poly1305
 * and scrypt alone are written out, for where libcrypto is missing, and are held to RFC 8439, to
 * RFC 7914 and to Bouncy Castle's by tests.
 */
package io.holdfast.platform.crypto;
