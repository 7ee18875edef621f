/**
 * Packs: sealed blobs one after another, then a sealed header that lists them. A pack's bytes and
 * its header, in and out; where packs are stored, and which to read, is not decided here.
 */
package io.holdfast.vault.pack;
