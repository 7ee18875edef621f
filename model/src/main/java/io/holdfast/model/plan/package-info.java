/**
 * What a configuration will do and whether that is wise: the order in which stores are fixed, the
 * steps of a backup by a rule, and the findings of the linter. Pure functions of the records: no
 * file is looked at, no clock is read, so the same configuration always has the same findings.
 */
package io.holdfast.model.plan;
