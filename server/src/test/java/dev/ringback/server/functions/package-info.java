@NullMarked
package dev.ringback.server.functions;

import org.jspecify.annotations.NullMarked;
