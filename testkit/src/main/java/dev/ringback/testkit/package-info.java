/** What tests of every room share: manual time, seeded ids, a store in memory, faults. */
@NullMarked
package dev.ringback.testkit;

import org.jspecify.annotations.NullMarked;
