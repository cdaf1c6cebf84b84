package org.granary.text.syntax;

/**
 * Where a custom section goes. Immutable.
 *
 * @param section the section that it stands beside, or null: before the first or behind the last
 * @param before  whether it stands in front
 */
public record Placement(Section section, boolean before) {
    /** Behind all other sections. */
    public static final Placement LAST = new Placement(null, false);
}
