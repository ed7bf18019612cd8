package dev.ringback.kernel.model;

/** Where an event comes from: from outside, or from somebody who had it made here. */
public sealed interface Origin permits Arrived, Made {

    /** The same as lists show it. */
    Head head();

    /** An origin without what is large of it. */
    sealed interface Head permits Arrived.Head, Made {}
}
