package dev.ringback.server.receiving;

/** How far a request of a source has come when all is done but to commit its events. */
sealed interface Begun {

    /** Its events are to be committed. */
    record Ready(Taking.Prepared.Ready events) implements Begun {}

    /** That is all. */
    record Ended(Receiver.Received received) implements Begun {}
}
