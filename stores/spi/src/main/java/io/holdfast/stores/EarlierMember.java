package io.holdfast.stores;

import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an earlier set has of a store. It may be damaged: whoever uses it must come to the same
 * result without it.
 *
 * @param root the directory that the driver gave as its capture
 * @param evidence what the driver noted then
 */
public record EarlierMember(BlobSource source, Node root, ObjectNode evidence) {}
