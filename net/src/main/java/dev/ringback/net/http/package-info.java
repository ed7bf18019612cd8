/**
 * The inbound half of HTTP: routes, requests, responses and problems as values, for whoever
 * answers. With the packages in it, the only place that imports the HTTP server library.
 */
@NullMarked
package dev.ringback.net.http;

import org.jspecify.annotations.NullMarked;
