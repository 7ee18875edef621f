/**
 * From the text of {@code holdfast.yaml} to records. Every problem is told with file, line and
 * column, and all of them at once. Nothing here reads a file, looks at the environment or judges
 * whether a well-formed configuration is wise: that is what {@code io.holdfast.model.plan} does.
 */
package io.holdfast.model.config;
