/** The disaster and the way back, by seed, judged by the oracle that knows only the input. */
package io.holdfast.proof.drill;
