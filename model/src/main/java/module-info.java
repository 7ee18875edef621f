/** Records without I/O: the installation, its plan, the rules, the recovery set, the errors. */
@org.jspecify.annotations.NullMarked
module io.holdfast.model {
  requires static transitive org.jspecify;
  requires transitive tools.jackson.databind;
  requires org.snakeyaml.engine;

  exports io.holdfast.model.config;
  exports io.holdfast.model.error;
  exports io.holdfast.model.installation;
  exports io.holdfast.model.lifecycle;
  exports io.holdfast.model.plan;
  exports io.holdfast.model.progress;
  exports io.holdfast.model.set;
}
