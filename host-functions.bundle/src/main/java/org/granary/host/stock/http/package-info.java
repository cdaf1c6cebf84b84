/**
 * Requests of plugins to other hosts. The JDK's client looks names up by itself and connects to whatever it finds, so it is given a proxy
 * in this process, {@link org.granary.host.stock.http.Gate}, which looks up, checks and connects. Knows no wasm outside
 * {@link org.granary.host.stock.http.HttpModule}.
 */
package org.granary.host.stock.http;
