/**
 * Host modules: which are there, what a module waits for, what was bound to a store.
 */
package org.granary.plugin.supply;
