package dev.ringback.kernel.port;

/** The store could not do what it was asked, as far as is known. */
public sealed class StoreException extends RuntimeException permits StoreBusyException {

    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
