/** Tests of net/http/door. */
@NullMarked
package dev.ringback.net.http.door;

import org.jspecify.annotations.NullMarked;
