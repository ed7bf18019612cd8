@NullMarked
package dev.ringback.server.api;

import org.jspecify.annotations.NullMarked;
