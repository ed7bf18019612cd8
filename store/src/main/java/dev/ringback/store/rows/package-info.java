/**
 * What both databases have in common: how rows become records and back, conditions, and the
 * numbered files of tables.
 */
@NullMarked
package dev.ringback.store.rows;

import org.jspecify.annotations.NullMarked;
