/** How long work tells how far it has come. Nothing here prints: the command line does. */
package io.holdfast.model.progress;
