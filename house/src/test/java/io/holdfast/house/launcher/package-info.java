/**
 * What the launcher promises, tried with stand-ins for Java and Maven and once with the real ones.
 * They work on a copy of the launcher in a directory of their own, never on the repository's {@code
 * dist}.
 */
package io.holdfast.house.launcher;
