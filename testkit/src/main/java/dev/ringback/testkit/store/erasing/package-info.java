/** What a store must do when all of a project is removed. */
@NullMarked
package dev.ringback.testkit.store.erasing;

import org.jspecify.annotations.NullMarked;
