/**
 * The guardian: a small process that resumes processing when Holdfast cannot. It is started before
 * the suspension, watches a pipe from its parent and a deadline, and leaves when it is told that
 * processing runs again. It captures nothing and knows nothing of stores.
 */
package io.holdfast.window.guardian;
