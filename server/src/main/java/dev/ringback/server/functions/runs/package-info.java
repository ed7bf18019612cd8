/**
 * The decisions of a run of a function, as pure functions: from what is known of a run and what
 * came, to what is known then and what follows. Nothing here waits, calls or stores.
 */
@NullMarked
package dev.ringback.server.functions.runs;

import org.jspecify.annotations.NullMarked;
