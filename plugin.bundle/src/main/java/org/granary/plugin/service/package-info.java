/**
 * The components: puts the parts together and holds them to the framework's services. Above all other packages of this bundle.
 */
package org.granary.plugin.service;
