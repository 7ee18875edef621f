/**
 * Sessions: partial records are added up until a session is complete and can be billed. State lives
 * in append-only session files with an index; it must always be possible to rebuild it from what
 * the database vouches for. It must never commit by itself.
 */
package io.holdfast.usage.aggregation;
