/**
 * How long sets live: which of them a lifecycle keeps, which it lets go, and why, from what is
 * known of them. Decides and does nothing; the argument is in {@code
 * docs/design/0012-lifecycle.md}.
 */
@org.jspecify.annotations.NullMarked
package io.holdfast.model.lifecycle;
