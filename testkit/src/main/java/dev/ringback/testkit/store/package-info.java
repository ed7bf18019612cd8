/** What every store must do, and stores that fail on purpose. */
@NullMarked
package dev.ringback.testkit.store;

import org.jspecify.annotations.NullMarked;
