/**
 * What people may do and ask, without HTTP: search, retry, cancel, deliver again, replay, and what
 * is left of what is gone.
 */
@NullMarked
package dev.ringback.server.operations;

import org.jspecify.annotations.NullMarked;
