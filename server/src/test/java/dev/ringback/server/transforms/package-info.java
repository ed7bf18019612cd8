@NullMarked
package dev.ringback.server.transforms;

import org.jspecify.annotations.NullMarked;
