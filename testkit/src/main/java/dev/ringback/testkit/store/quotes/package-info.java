/** What stores must do about payloads that repeat parts of earlier ones. */
@NullMarked
package dev.ringback.testkit.store.quotes;

import org.jspecify.annotations.NullMarked;
