@NullMarked
package dev.ringback.server.access;

import org.jspecify.annotations.NullMarked;
