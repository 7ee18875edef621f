/** Directories as the vault keeps them: trees of nodes, and their exact JSON. */
package io.holdfast.vault.tree;
