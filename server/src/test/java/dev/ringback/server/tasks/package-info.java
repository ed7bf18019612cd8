@NullMarked
package dev.ringback.server.tasks;

import org.jspecify.annotations.NullMarked;
