package io.holdfast.model.plan;

import io.holdfast.model.installation.Installation;

/** Looks at one subject. Must not fail, whatever well-formed installation it is given. */
@FunctionalInterface
interface Lint {
  void look(Installation installation, Findings findings);
}
