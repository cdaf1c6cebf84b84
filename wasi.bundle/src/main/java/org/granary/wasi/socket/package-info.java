/**
 * Sockets for guests, over channels that do not block: an interrupt of the thread closes only those that do. Knows neither WebAssembly
 * nor a version of the system interface.
 */
package org.granary.wasi.socket;
