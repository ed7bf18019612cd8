/**
 * Reading and pruning in turn: people's lists piece by piece, what quotes others put together, and
 * the one thread that writes.
 */
@NullMarked
package dev.ringback.store.lists;

import org.jspecify.annotations.NullMarked;
