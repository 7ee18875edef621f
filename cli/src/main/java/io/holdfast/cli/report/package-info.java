/**
 * What a recovery set and the history of sets tell about themselves, as text and as JSON. Made from
 * manifests alone: nothing here opens a vault, and nothing here prints.
 */
package io.holdfast.cli.report;
