package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What exactly a provider signs. */
public interface MessageForm {

    /** Why there is nothing that could have been signed. */
    Optional<Proof> problem(Examination examination, String timestamp);

    /** All that may have been signed, each in parts. */
    List<byte[][]> messages(Examination examination, String timestamp, String secret);

    /** The places that it looks at. */
    Stream<ValuePlace> places();

    /** Pointers into the body that it looks at besides. */
    default List<String> pointers() {
        return List.of();
    }

    /** Whether a change of the body shows. */
    boolean coversBody();

    /** Whether the secret is a part of the message. */
    default boolean holdsSecret() {
        return false;
    }
}
