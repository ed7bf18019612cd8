@NullMarked
package dev.ringback.server.responses;

import org.jspecify.annotations.NullMarked;
