/** JMH benchmarks of the loops that every byte and every entry goes through. */
@org.jspecify.annotations.NullMarked
package io.holdfast.bench.loops;
