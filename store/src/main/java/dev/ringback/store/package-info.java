/**
 * The only room that knows a database: {@link dev.ringback.store.SqliteStore} and {@link
 * dev.ringback.store.PostgresStore} behind the kernel's port.
 *
 * <p>Both share what is the same in both: how rows become records ({@code Rows}), the questions
 * ({@code Reads}), and the numbered schema files ({@code Schema}). They write each in its own way:
 * SQLite row by row through kept statements, PostgreSQL with one statement per table and commit.
 */
@NullMarked
package dev.ringback.store;

import org.jspecify.annotations.NullMarked;
