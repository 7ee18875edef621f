/**
 * Which blob lies where: the index files, and the table made of them. The index is a convenience,
 * the packs' headers are the truth; nothing here may read a blob's content.
 */
package io.holdfast.vault.index;
