package org.granary.text.encode;

/**
 * A module in the binary format.
 *
 * @param binary  its bytes
 * @param origins which token each was written for
 */
public record Encoded(byte[] binary, Origins origins) {
}
