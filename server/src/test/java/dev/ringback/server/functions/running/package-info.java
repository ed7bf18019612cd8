@NullMarked
package dev.ringback.server.functions.running;

import org.jspecify.annotations.NullMarked;
