package org.granary.host.stock.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks names up; a test gives another one. Thread-safe. */
@FunctionalInterface
interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
}
