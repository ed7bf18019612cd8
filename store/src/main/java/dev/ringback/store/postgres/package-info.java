/** The store in a PostgreSQL database: one statement for each table and commit, behind a fence. */
@NullMarked
package dev.ringback.store.postgres;

import org.jspecify.annotations.NullMarked;
