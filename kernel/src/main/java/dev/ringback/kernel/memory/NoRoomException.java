package dev.ringback.kernel.memory;

/** Thrown when there is no room in memory for what is about to be held; it may be had later. */
public final class NoRoomException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NoRoomException() {
        super("there is no room in memory", null, false, false);
    }
}
