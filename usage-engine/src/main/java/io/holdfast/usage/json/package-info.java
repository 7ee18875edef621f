/**
 * Just enough JSON for the control API, the ready file and one-line reports. It must never grow
 * into a library: what is read is one flat object.
 */
package io.holdfast.usage.json;
