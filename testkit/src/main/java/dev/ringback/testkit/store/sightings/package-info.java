/** What stores must do with sightings. */
@NullMarked
package dev.ringback.testkit.store.sightings;

import org.jspecify.annotations.NullMarked;
