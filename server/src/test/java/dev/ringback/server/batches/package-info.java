@NullMarked
package dev.ringback.server.batches;

import org.jspecify.annotations.NullMarked;
