package dev.ringback.server.receiving;

/** How far a request of a source has come when all is done but to commit its events. */
sealed interface BegunRequest {

    /** Its events are to be committed. */
    record Ready(Taking.Prepared.Ready events) implements BegunRequest {}

    /** That is all. */
    record Ended(Receiver.Received received) implements BegunRequest {}
}
