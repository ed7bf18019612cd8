@NullMarked
package dev.ringback.server.inference;

import org.jspecify.annotations.NullMarked;
