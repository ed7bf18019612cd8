/** Forms in several parts (RFC 7578), read as they arrive. */
@NullMarked
package dev.ringback.net.http.multipart;

import org.jspecify.annotations.NullMarked;
