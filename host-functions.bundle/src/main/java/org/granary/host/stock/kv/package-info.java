/**
 * Entries that plugins keep, one file for each. Knows H2's MVStore, which is loaded when the first plugin that may keep some starts.
 */
package org.granary.host.stock.kv;
