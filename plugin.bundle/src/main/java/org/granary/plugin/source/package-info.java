/**
 * Where modules come from: names of files, files that hold still, watched folders. Knows nothing of plugins or of OSGi.
 */
package org.granary.plugin.source;
