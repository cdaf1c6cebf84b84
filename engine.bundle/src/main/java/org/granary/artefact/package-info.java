/**
 * Precompiled modules: their format, the proof of where they come from, what their code may use, and the cache of compiled code on disk.
 * Knows nothing of engines and of the compiler; reads class files by itself.
 *
 * <p>Source of the class file format: Java Virtual Machine Specification, Java SE 17, chapters 4 and 6.
 */
package org.granary.artefact;
