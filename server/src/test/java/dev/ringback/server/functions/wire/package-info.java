@NullMarked
package dev.ringback.server.functions.wire;

import org.jspecify.annotations.NullMarked;
