package dev.ringback.server.transforms;

/** How a run in the sandbox ends, whatever the script was told to do. */
enum RunEnding {
    /** By itself: the exchange says with what. */
    DONE,
    /** It took all its time and was stopped. */
    TOO_LONG,
    /** It called itself more often than there is room on the stack. */
    TOO_DEEP,
    /** The engine gave up, as it does when it finds no memory for the error that it is about. */
    BROKEN
}
