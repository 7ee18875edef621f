/**
 * The control API over HTTP, on the loopback address only: status, and the suspension lease. It
 * must decide nothing itself: the gate does.
 */
package io.holdfast.usage.control;
