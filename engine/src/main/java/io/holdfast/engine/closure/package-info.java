/**
 * The closure check: every reference from a database resolves to a file with the right length and
 * hash. Run against captured members when a set is sealed and verified, against restored files
 * before processing may resume. Nothing here changes anything.
 */
package io.holdfast.engine.closure;
