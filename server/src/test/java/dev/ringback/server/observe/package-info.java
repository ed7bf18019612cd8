/** Tests of metrics. */
@NullMarked
package dev.ringback.server.observe;

import org.jspecify.annotations.NullMarked;
