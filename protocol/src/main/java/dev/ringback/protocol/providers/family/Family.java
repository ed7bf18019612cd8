package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.request.Draft;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A way in which providers show that a request is theirs. */
public interface Family {

    /** Judges one request. Never throws for anything that a stranger sent. */
    Proof prove(Examination examination);

    /**
     * Signs a draft as the provider would, for tests and samples.
     *
     * @return nothing where only the provider can
     */
    default Optional<InboundRequest> sign(Draft draft) {
        return Optional.empty();
    }

    /** The places that it looks at. */
    Stream<ValuePlace> places();

    /** Whether it looks at a JSON body beyond its places: pointers that may hold {@code *}. */
    default List<String> pointers() {
        return List.of();
    }

    /** What has to be read of a JSON body. */
    default JsonPaths paths() {
        return JsonPaths.of(
                Stream.concat(ValuePlace.pointers(places()), pointers().stream()).toList());
    }

    /** Says in words why a text cannot be a secret of this kind. */
    default Optional<String> problemWith(String secret) {
        return secret.isEmpty() ? Optional.of("is empty") : Optional.empty();
    }

    /** Whether it needs a secret at all. */
    default boolean needsSecret() {
        return true;
    }

    /** Whether a change of the body shows. */
    boolean coversBody();
}
