/**
 * Limits and times: the configurations as Metatype describes them, and the checked settings made of them.
 */
package org.granary.plugin.config;
