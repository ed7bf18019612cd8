package dev.ringback.kernel.port;

/**
 * Too many others read lists at the moment. The store is well, and whoever asks again has a turn.
 */
public final class StoreBusyException extends StoreException {

    private static final long serialVersionUID = 1L;

    public StoreBusyException(String message) {
        super(message);
    }
}
