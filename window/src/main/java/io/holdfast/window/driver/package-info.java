/**
 * How processing is asked to suspend and to resume. A driver is a thin translation: it never waits,
 * retries or decides; {@link io.holdfast.window.ColdWindow} and the guardian do.
 */
package io.holdfast.window.driver;
