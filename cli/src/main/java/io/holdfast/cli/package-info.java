/**
 * The program {@code holdfast}. {@link io.holdfast.cli.Main} parses the command line and turns
 * failures into messages and exit codes; each command is a file in {@code command}, {@code vault}
 * or {@code demo}. Nothing is decided here that the engine could decide.
 */
package io.holdfast.cli;
