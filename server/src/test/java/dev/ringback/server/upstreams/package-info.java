@NullMarked
package dev.ringback.server.upstreams;

import org.jspecify.annotations.NullMarked;
