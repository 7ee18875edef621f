/**
 * JSON as the format has it: written byte for byte as Go's {@code encoding/json} writes it, because
 * an id is the hash of these bytes; read leniently towards fields that are not known; and the
 * sealed objects that hold it. Nothing here may know what a document means.
 */
package io.holdfast.vault.document;
