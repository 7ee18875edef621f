/**
 * What the engine does: collection, aggregation, real-time forwarding, the defragmenter, the
 * archive cleaner, and the recovery before any of them starts. Each follows one order: files first,
 * forced and renamed; then one database transaction; then deletion of what is obsolete. No workflow
 * may repair what the database says and the disk lacks: it aborts.
 */
package io.holdfast.usage.workflow;
