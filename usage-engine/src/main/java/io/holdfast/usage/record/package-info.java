/**
 * One usage record: its line, how the engine decodes it, and its checksum. It must never read or
 * write files. The oracle does not use this package: it has a parser of its own.
 */
package io.holdfast.usage.record;
