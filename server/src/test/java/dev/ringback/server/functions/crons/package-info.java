@NullMarked
package dev.ringback.server.functions.crons;

import org.jspecify.annotations.NullMarked;
