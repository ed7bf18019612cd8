/**
 * inference.net's words: a generation as those see it who poll and who are told, its ids, and the
 * paths of what is slow. Generations and groups of them stand side by side on it.
 */
@NullMarked
package dev.ringback.server.inferencenet;

import org.jspecify.annotations.NullMarked;
