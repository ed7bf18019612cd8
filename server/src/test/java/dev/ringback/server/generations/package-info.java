/** Tests of generations. */
@NullMarked
package dev.ringback.server.generations;

import org.jspecify.annotations.NullMarked;
