package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a signature is held against a message: with a shared secret, or with a public key. */
public interface Checker {

    /** Tries all secrets or keys on all signatures and all messages; one that fits suffices. */
    Proof check(
            Examination examination, MessageForm form, String timestamp, List<String> signatures);

    /** The signature of the first message; nothing where only the provider can sign. */
    default Optional<String> sign(List<byte[][]> messages, String secret) {
        return Optional.empty();
    }

    /** The places that it looks at. */
    default Stream<ValuePlace> places() {
        return Stream.empty();
    }

    /** Whether it needs a secret. */
    boolean needsSecret();

    /** Why a text cannot be a secret. */
    Optional<String> problemWith(String secret);
}
