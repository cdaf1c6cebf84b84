/**
 * Source lines of compiled functions, read from a module's {@code .debug_line} section (DWARF 2 to 5). Everything here is lenient: a debug
 * section is a guest's word, and whatever is wrong in it only means that no line is known.
 *
 * <p>Source: DWARF Debugging Information Format, versions 4 and 5, section 6.2; addresses are byte offsets in the code section.
 */
package org.granary.dwarf;
