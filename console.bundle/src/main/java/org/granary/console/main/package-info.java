/**
 * The entry point of the host: takes the launcher's arguments, opens the shell or runs commands, and gives the process its status.
 * Knows Gogo and the plugin host; nothing here knows a single command.
 */
package org.granary.console.main;
