/** Tests of store/rows. */
@NullMarked
package dev.ringback.store.rows;

import org.jspecify.annotations.NullMarked;
