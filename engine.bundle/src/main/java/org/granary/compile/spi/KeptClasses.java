package org.granary.compile.spi;

/**
 * Class files of a module's functions that need not be written again. A compiler asks here first, and offers what it had to write. Called
 * on the compiler's own threads where {@link #atHand} does not say otherwise.
 */
public interface KeptClasses {
    /**
     * For where nothing is kept. No constant: its class and this one would have to be initialised before each other.
     *
     * @return what finds nothing and keeps nothing
     */
    static KeptClasses none() {
        return new KeptClasses() {
            @Override
            public byte[] find(String name) {
                return null;
            }

            @Override
            public void keep(String name, byte[] classFile) {
                // nothing is kept
            }
        };
    }

    /**
     * Whether there should be a class, so that nobody needs to begin with writing it. By whoever asks; nothing is read for it.
     *
     * @param name the internal name of the class
     * @return true when {@link #find} will find it as a rule
     */
    default boolean has(String name) {
        return false;
    }

    /**
     * A class file, if finding it takes little time and stack, and nothing is read for it: whoever needs it may look for it himself, a
     * guest with little stack left included.
     *
     * @param name the internal name of the class
     * @return the bytes, looked through; or null
     * @throws org.granary.engine.ArtefactException when there are some that must not be defined
     */
    default byte[] atHand(String name) {
        return null;
    }

    /**
     * A class file, looked through: it uses nothing that compiled functions do not use.
     *
     * @param name the internal name of the class
     * @return the bytes, or null when there are none
     * @throws org.granary.engine.ArtefactException when there are some that must not be defined
     */
    byte[] find(String name);

    /**
     * Offers a class file that was written since none was found.
     *
     * @param name      the internal name of the class
     * @param classFile the bytes; not to be changed
     */
    void keep(String name, byte[] classFile);
}
