/** The store in a file: how it is written, checked, copied, and its log kept short. */
@NullMarked
package dev.ringback.store.sqlite;

import org.jspecify.annotations.NullMarked;
