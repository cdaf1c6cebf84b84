/**
 * Speed measured against {@code cc -O2} and V8 on the same guests: {@code ./granary bench}. Knows the engine and the store by their
 * exported packages only. Kernels, their C sources and the SQLite statements' counterpart lie outside the project; what is missing there,
 * or a missing {@code cc} or {@code node}, is said in the output and leaves its column empty.
 */
package org.granary.bench;
