package io.holdfast.capture.dump;

/**
 * What a dump passed on.
 *
 * @param entries in the archive; 1 for a single file
 * @param bytes of content
 * @param leftOut entries that an archive cannot have: sockets, files of unknown type
 */
public record DumpReport(long entries, long bytes, long leftOut) {}
