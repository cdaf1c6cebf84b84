package org.granary.engine;

/**
 * Turns the text format into bytes. Offered by the text bundle, as an OSGi service and to {@link java.util.ServiceLoader}. Thread-safe.
 */
public interface TextFormat {
    /**
     * Assembles a module.
     *
     * @param text the text as UTF-8
     * @return the binary
     * @throws MalformedException when the text cannot be read; the detail has line, column and a caret
     */
    byte[] toBinary(byte[] text);
}
