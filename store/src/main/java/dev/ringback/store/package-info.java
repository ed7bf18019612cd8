/**
 * The only room that knows a database. {@link dev.ringback.store.DataDirectory} opens both: the one
 * in a file, and one of PostgreSQL that processes share, behind the kernel's port.
 *
 * <p>Both share what is the same in both: how rows become records and the numbered schema files
 * ({@code rows}), the questions ({@code lists}), and what is found out before writing ({@code
 * writing}). They write each in its own way: SQLite row by row through kept statements, PostgreSQL
 * with one statement per table and commit. Here stands what knows all of them.
 */
@NullMarked
package dev.ringback.store;

import org.jspecify.annotations.NullMarked;
