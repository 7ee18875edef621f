/**
 * The truth, computed straight from the source files by code that shares nothing with the workflows
 * but the layout of the stored files, and the comparison with what the engine billed. It must never
 * write below {@code data/}.
 */
package io.holdfast.usage.oracle;
