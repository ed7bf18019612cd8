/** Tests of the engine as a whole, and of the testkit itself. */
@NullMarked
package dev.ringback.testkit;

import org.jspecify.annotations.NullMarked;
