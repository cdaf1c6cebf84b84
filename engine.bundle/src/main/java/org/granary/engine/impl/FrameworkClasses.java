package org.granary.engine.impl;

import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.osgi.framework.FrameworkUtil;

/** The class files of a bundle. Not to be loaded where there is no framework. Stateless. */
final class FrameworkClasses {
    private FrameworkClasses() {
    }

    /**
     * The class files beside a class.
     *
     * @param self   a class of the bundle
     * @param folder where they are, ending with a slash
     * @return where they can be read
     */
    static List<URL> of(Class<?> self, String folder) {
        return Collections.list(FrameworkUtil.getBundle(self).findEntries(folder, "*.class", true));
    }
}
