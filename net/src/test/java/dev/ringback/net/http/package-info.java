/** Tests of the listener and of what reads and writes its bodies. */
@NullMarked
package dev.ringback.net.http;

import org.jspecify.annotations.NullMarked;
