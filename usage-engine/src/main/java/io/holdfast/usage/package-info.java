/**
 * The reference usage engine: {@link io.holdfast.usage.Main} with its commands, and the assembly of
 * one running engine. What the parts do is told in their packages.
 */
package io.holdfast.usage;
