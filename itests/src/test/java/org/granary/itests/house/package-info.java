/** What holds for every bundle of the house, read from the built jars; no framework is started. */
package org.granary.itests.house;
