/**
 * Duplicate-UDR detection: has this very record been seen before? Losing this state bills twice. It
 * must never forget a container that the database still vouches for, nor keep one that it does not.
 */
package io.holdfast.usage.duplicate;
