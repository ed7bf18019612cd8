package dev.ringback.server.endpoints;

/** A stored endpoint cannot be read: a newer version wrote it, or it is damaged. */
public final class UnreadableEndpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableEndpointException(String message) {
        super(message);
    }

    UnreadableEndpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
