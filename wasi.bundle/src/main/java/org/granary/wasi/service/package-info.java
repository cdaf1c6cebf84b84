/**
 * The system interface as host modules of a framework, configured by the properties of each plugin. Knows the interface and host modules.
 */
package org.granary.wasi.service;
