/**
 * The inbound half of HTTP: the listener, the router, requests and responses as values. The only
 * package that imports the HTTP server library.
 */
@NullMarked
package dev.ringback.net.http;

import org.jspecify.annotations.NullMarked;
