package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.request.Draft;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.Optional;
import java.util.stream.Stream;

/** No verification at all: whoever knows the URL is believed. Only when somebody chose it. */
public record OpenFamily() implements Family {

    @Override
    public Proof prove(Examination examination) {
        return new Proof.Given(-1);
    }

    @Override
    public Optional<InboundRequest> sign(Draft draft) {
        return Optional.of(draft.filled(TimeForm.S.write(draft.now())).request());
    }

    @Override
    public Stream<ValuePlace> places() {
        return Stream.empty();
    }

    @Override
    public boolean needsSecret() {
        return false;
    }

    @Override
    public boolean coversBody() {
        return false;
    }
}
