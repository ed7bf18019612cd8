package dev.ringback.protocol;

/**
 * Thrown when a text is not a key. The message says what is wrong and never contains the text.
 *
 * <p>A class of its own so that a caller can turn a user's typing mistake into an answer without
 * catching other illegal arguments.
 */
public final class MalformedKeyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    MalformedKeyException(String message) {
        super(message);
    }
}
