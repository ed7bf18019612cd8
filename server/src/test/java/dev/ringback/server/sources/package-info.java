@NullMarked
package dev.ringback.server.sources;

import org.jspecify.annotations.NullMarked;
