/**
 * Host modules that come with the host, for plugins whose configuration names them in {@code host.modules}: logging, clocks, random
 * numbers, the plugin's own configuration. Knows host modules and annotated functions; docs/host-modules.md is what guests see of it.
 */
package org.granary.host.stock;
