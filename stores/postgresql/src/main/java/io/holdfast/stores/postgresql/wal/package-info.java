/** PostgreSQL's write-ahead log: received, kept without a gap, and read back. */
@NullMarked
package io.holdfast.stores.postgresql.wal;

import org.jspecify.annotations.NullMarked;
