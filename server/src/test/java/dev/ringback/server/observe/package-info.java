/** Tests of metrics and logs. */
@NullMarked
package dev.ringback.server.observe;

import org.jspecify.annotations.NullMarked;
