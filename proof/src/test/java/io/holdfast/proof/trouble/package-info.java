/**
 * Bad input and bad luck through the command line: each is told with its code and its exit code, in
 * words and in JSON, and loses nothing.
 */
package io.holdfast.proof.trouble;
