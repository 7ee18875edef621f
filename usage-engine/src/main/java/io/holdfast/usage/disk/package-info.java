/**
 * The engine's disk habits: where everything lives below the home directory, how a file is made
 * durable, and the named instants at which a test may kill the process. It must never decide what
 * is committed: only a database transaction does that.
 */
package io.holdfast.usage.disk;
