/**
 * Suspensions that do not hold, or do not come: what the set says then, and that processing runs.
 */
package io.holdfast.proof.suspension;
