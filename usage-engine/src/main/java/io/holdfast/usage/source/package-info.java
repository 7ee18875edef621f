/**
 * The upstream: source files that are made once, by seed, and kept for ever, so that the true bill
 * can always be computed again. It must know nothing of the engine that collects them.
 */
package io.holdfast.usage.source;
