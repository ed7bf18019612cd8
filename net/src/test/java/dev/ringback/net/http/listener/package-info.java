/** Tests of net/http/listener. */
@NullMarked
package dev.ringback.net.http.listener;

import org.jspecify.annotations.NullMarked;
