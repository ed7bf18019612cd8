package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.ConstantTime;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.Draft;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Basic authentication (RFC 7617). The secret is {@code user:password}; the password may hold
 * colons, and both any UTF-8.
 */
public record BasicFamily() implements Family {

    private static final ValuePlace HEADER =
            new ValuePlace(ValuePlace.Kind.HEADER, "Authorization");
    private static final String WORD = "Basic ";

    @Override
    public Proof prove(Examination examination) {
        if (examination.secrets().isEmpty()) {
            return Proof.noSecret();
        }
        Optional<Proof> twice = examination.twice(Stream.of(HEADER));
        Optional<String> header = examination.value(HEADER);
        if (twice.isPresent() || header.isEmpty()) {
            return twice.orElseGet(() -> Proof.missing(HEADER.words()));
        }
        if (!header.get().regionMatches(true, 0, WORD, 0, WORD.length())) {
            return Proof.malformed("the header Authorization is not of basic authentication");
        }
        Optional<byte[]> pair = TextEncoding.base64(header.get().substring(WORD.length()).strip());
        if (pair.isEmpty()) {
            return Proof.malformed("the header Authorization holds no base64");
        }
        for (Examination.Candidate secret : examination.secrets()) {
            if (ConstantTime.equal(Digests.utf8(secret.text()), pair.get())) {
                return new Proof.Given(secret.index());
            }
        }
        return Proof.differs("user and password are not the source's");
    }

    @Override
    public Optional<InboundRequest> sign(Draft draft) {
        Draft filled = draft.filled(TimeForm.S.write(draft.now()));
        String pair = TextEncoding.BASE64.encode(Digests.utf8(draft.secret()));
        return Optional.of(filled.with(HEADER.name(), WORD + pair).request());
    }

    @Override
    public Stream<ValuePlace> places() {
        return Stream.of(HEADER);
    }

    @Override
    public Optional<String> problemWith(String secret) {
        return secret.indexOf(':') < 1
                ? Optional.of("is not a user and a password with a colon between them")
                : Optional.empty();
    }

    @Override
    public boolean coversBody() {
        return false;
    }
}
