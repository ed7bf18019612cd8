/**
 * What a commit has to find out before it writes: what is there already, what a move may change,
 * what is counted.
 */
@NullMarked
package dev.ringback.store.writing;

import org.jspecify.annotations.NullMarked;
