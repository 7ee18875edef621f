/** How long sets live, by the commands as an operator types them, with restic as the judge. */
@org.jspecify.annotations.NullMarked
package io.holdfast.proof.lifecycle;
