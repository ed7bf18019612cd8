/** Drivers of benchmarks: they load a server from outside and account for every job. */
@NullMarked
package dev.ringback.testkit.bench;

import org.jspecify.annotations.NullMarked;
