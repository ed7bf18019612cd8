package dev.ringback.server.vault;

/** A stored secret does not open: it was changed, moved, or its key is missing. */
public final class VaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public VaultException(String message) {
        super(message);
    }

    public VaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
