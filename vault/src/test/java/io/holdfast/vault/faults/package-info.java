/**
 * The fault kit: a store that goes wrong by script and by seed, and a harness that cuts an
 * operation off at every call and proves what is left. Every test of what a store does to a vault
 * is written with it. It knows nothing of how a store goes about its work: what S3 answers on the
 * line is the double's part, and the operating system's is that of the tests that kill processes.
 */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.faults;
