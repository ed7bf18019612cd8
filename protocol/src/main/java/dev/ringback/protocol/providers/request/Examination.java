package dev.ringback.protocol.providers.request;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One request before one family of a scheme.
 *
 * @param secrets those of the source's secrets that are this family's
 */
public record Examination(RequestView view, Trust trust, List<Candidate> secrets, Instant now) {

    private static final String BY_CONTEXT = "{context:";

    /**
     * A secret that is tried.
     *
     * @param index its place among the source's secrets
     */
    public record Candidate(int index, String text) {}

    /** A value of the request, or of what is known besides. */
    public Optional<String> value(ValuePlace source) {
        return source.kind() == ValuePlace.Kind.CONTEXT
                ? trust.context().text(source.name())
                : view.value(named(source));
    }

    /** The place itself, where the source's context says what it is called. */
    public ValuePlace named(ValuePlace source) {
        String name = source.name();
        return name.startsWith(BY_CONTEXT) && name.endsWith("}")
                ? new ValuePlace(
                        source.kind(),
                        trust.context()
                                .text(name.substring(BY_CONTEXT.length(), name.length() - 1))
                                .orElse(""))
                : source;
    }

    /** The same with a timestamp and with one secret. */
    public Optional<String> value(ValuePlace source, String timestamp, String secret) {
        return switch (source.kind()) {
            case TIMESTAMP -> Optional.of(timestamp);
            case SECRET -> Optional.of(secret);
            default -> value(source);
        };
    }

    /** Why a header that has to be clear is not: it came more than once. */
    public Optional<Proof> twice(Stream<ValuePlace> places) {
        return places.filter(each -> each.kind() == ValuePlace.Kind.HEADER)
                .map(each -> named(each).name())
                .filter(name -> view.times(name) > 1)
                .findFirst()
                .map(name ->
                        Proof.no(
                                RejectReason.SIGNATURE_MALFORMED,
                                "the header " + name + " came " + view.times(name) + " times"));
    }
}
