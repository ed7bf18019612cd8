/** What an implementation of a port is tested by, whole: a test of it implements one of these. */
@NullMarked
package dev.ringback.testkit.contract;

import org.jspecify.annotations.NullMarked;
