/**
 * The life of plugins: the table of states and events, and what follows it. Takes the world as a parameter ({@code Ground}); knows neither
 * OSGi nor files.
 */
package org.granary.plugin.life;
