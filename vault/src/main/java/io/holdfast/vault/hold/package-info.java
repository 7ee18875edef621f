/**
 * Legal holds: what nothing of Holdfast's removes, whatever its age. The objects lie beside the
 * format, so that no other program takes one away by changing a snapshot's tags.
 */
@org.jspecify.annotations.NullMarked
package io.holdfast.vault.hold;
