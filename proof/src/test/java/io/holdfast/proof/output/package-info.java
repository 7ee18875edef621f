/** What scripts and people are told, by every command. */
package io.holdfast.proof.output;
