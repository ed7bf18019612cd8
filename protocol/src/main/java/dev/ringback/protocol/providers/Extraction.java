package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Template;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a request says what it is about. Of several places the first that has a value counts.
 *
 * @param occurredForm how the time of the event is written
 */
record Extraction(
        List<Template> eventType,
        List<Template> idempotencyKey,
        List<Template> subject,
        List<Template> occurredAt,
        TimeForm occurredForm,
        List<Template> nonce) {

    /** Longer values are replaced by their hash, so that they stay different. */
    private static final int LONGEST = 512;

    EventFacts of(Examination examination) {
        return new EventFacts(
                first(eventType, examination).filter(each -> each.length() <= LONGEST),
                first(idempotencyKey, examination).map(Extraction::bounded),
                first(subject, examination).map(Extraction::bounded),
                first(occurredAt, examination).flatMap(occurredForm::lenient),
                first(nonce, examination).map(Extraction::bounded));
    }

    private static Optional<String> first(List<Template> places, Examination examination) {
        return places.stream()
                .flatMap(each ->
                        each.fill(source -> key(examination, source), text -> text).stream())
                .filter(each -> !each.isBlank())
                .findFirst();
    }

    private static Optional<String> key(Examination examination, ValuePlace source) {
        return source.kind() == ValuePlace.Kind.BODY_SHA256
                ? Optional.of("sha256:" + Digests.sha256Hex(examination.view().request().body()))
                : examination.value(source);
    }

    private static String bounded(String value) {
        return value.length() <= LONGEST
                ? value
                : "sha256:" + Digests.sha256Hex(Digests.utf8(value));
    }

    Stream<ValuePlace> places() {
        return Stream.of(eventType, idempotencyKey, subject, occurredAt, nonce)
                .flatMap(List::stream)
                .flatMap(Template::holes);
    }
}
