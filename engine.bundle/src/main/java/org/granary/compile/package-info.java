/**
 * The compiler: a valid module becomes classes. The arrows inside: {@code ir} is known by {@code build}, {@code shape} and {@code emit};
 * {@code define} puts them together; this package is the front door.
 */
package org.granary.compile;
