@NullMarked
package dev.ringback.protocol.functions;

import org.jspecify.annotations.NullMarked;
