/** What a person or a script sees: text or JSON, progress, errors. The only place that prints. */
package io.holdfast.cli.output;
