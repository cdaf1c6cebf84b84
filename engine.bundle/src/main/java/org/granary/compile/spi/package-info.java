/**
 * What stands between whoever makes a module executable and whoever makes instances of it. Knows {@code validate} and {@code vm};
 * the compiler implements it, and so can an interpreter.
 */
package org.granary.compile.spi;
