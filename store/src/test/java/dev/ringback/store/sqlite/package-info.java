/** Tests of store/sqlite. */
@NullMarked
package dev.ringback.store.sqlite;

import org.jspecify.annotations.NullMarked;
