/**
 * Host modules: which are there, what a module waits for, what was bound to a store. Knows host modules and stores;
 * nothing of OSGi and of how plugins live.
 */
package org.granary.plugin.supply;
