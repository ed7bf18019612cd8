/** Tests of store/lists. */
@NullMarked
package dev.ringback.store.lists;

import org.jspecify.annotations.NullMarked;
