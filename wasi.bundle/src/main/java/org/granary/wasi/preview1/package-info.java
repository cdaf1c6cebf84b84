/**
 * Preview 1 of the system interface, and preview 0, over the cores: a class for each family of functions. Knows the cores and stores, not
 * how a guest was configured. Names and layouts are those of the WASI repository's {@code wasi_snapshot_preview1.witx}.
 */
package org.granary.wasi.preview1;
