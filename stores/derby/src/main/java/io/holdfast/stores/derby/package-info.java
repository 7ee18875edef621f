/**
 * Derby, embedded in the usage engine and reached through its network server. The point is fixed by
 * Derby's own online backup into a staging directory, inside the window and before the disk; the
 * live database files are never copied, because their state is only whole together with what the
 * server holds in memory.
 */
package io.holdfast.stores.derby;
