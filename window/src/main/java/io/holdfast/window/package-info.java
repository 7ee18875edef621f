/**
 * The cold window. {@link io.holdfast.window.ColdWindow} suspends processing, waits until it is
 * proved quiet, and resumes it, whatever happens in between. Three keep that promise, each without
 * the others: the window itself, the guardian process, and the lease that the suspended side keeps.
 *
 * <p>Nothing here knows what is captured inside the window.
 */
package io.holdfast.window;
