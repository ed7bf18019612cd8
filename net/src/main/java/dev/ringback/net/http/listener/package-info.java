/**
 * The server: takes requests from connections to the handlers of their routes, and the answers
 * back.
 */
@NullMarked
package dev.ringback.net.http.listener;

import org.jspecify.annotations.NullMarked;
