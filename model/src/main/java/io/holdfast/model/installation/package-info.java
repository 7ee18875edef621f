/**
 * What {@code holdfast.yaml} says, as records: the installation, where its state lives, how its
 * processing is suspended, and the rules by which it is backed up. A value here is well-formed;
 * whether it is wise, the linter says.
 */
package io.holdfast.model.installation;
