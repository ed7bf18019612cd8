@NullMarked
package dev.ringback.server.predictions;

import org.jspecify.annotations.NullMarked;
