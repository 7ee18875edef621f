/**
 * What Holdfast promises, proved end to end on real parts. A class stands for one kind of
 * misfortune; its tests name the promise (I1 to I7) that must hold through it.
 */
package io.holdfast.proof;
