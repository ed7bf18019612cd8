/** Tests of store/postgres. */
@NullMarked
package dev.ringback.store.postgres;

import org.jspecify.annotations.NullMarked;
