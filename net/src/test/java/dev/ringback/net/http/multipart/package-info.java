/** Tests of net/http/multipart. */
@NullMarked
package dev.ringback.net.http.multipart;

import org.jspecify.annotations.NullMarked;
