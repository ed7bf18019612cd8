package dev.ringback.kernel.time;

/** The port to the source of ids. */
@FunctionalInterface
public interface Ids {

    /** A number that was never given before, greater than all given before by this source. */
    long next();
}
