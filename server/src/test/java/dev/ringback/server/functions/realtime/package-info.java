@NullMarked
package dev.ringback.server.functions.realtime;

import org.jspecify.annotations.NullMarked;
