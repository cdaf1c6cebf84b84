/**
 * Limits and times: the configurations as Metatype describes them, and the checked settings made of them. Knows
 * Metatype's annotations and the snapshots; nothing of how plugins live.
 */
package org.granary.plugin.config;
