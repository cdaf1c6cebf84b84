/**
 * From compiled functions to classes: the loader of a module, the shapes shared by an engine, adapters for host functions and functional
 * interfaces. Knows the form, its cutting and its emission; nothing of engines or stores.
 */
package org.granary.compile.define;
