/**
 * The entry point of the host: takes the launcher's arguments, opens the shell or runs commands, and gives the process its status.
 * Knows Gogo, the line editor and the plugin host; of the commands only that they can be ended and completed.
 */
package org.granary.console.main;
