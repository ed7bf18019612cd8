package dev.ringback.server.api.events;

import dev.ringback.net.http.Problem;
import dev.ringback.server.events.AnnouncedTypes;
import java.util.Optional;
import java.util.function.Predicate;

/** The rule that nobody else says what only the server tells. */
final class Presumption {

    private Presumption() {}

    /**
     * Why an event cannot be taken that speaks for a job, a group or a batch: what happens to these
     * is told under ids that begin with theirs, and is found by them.
     *
     * @param isNamed whether one of these has that id
     */
    static Optional<Problem> of(EventDraft event, String prefix, Predicate<String> isNamed) {
        Optional<String> id = event.id().filter(text -> text.indexOf(':') >= 0);
        if (id.map(Presumption::head).filter(isNamed).isPresent()) {
            String detail = "begins with the id of a job or batch, of which only the server tells";
            return Optional.of(Problem.invalidField(prefix + "id", detail));
        }
        if (event.subject().map(Presumption::head).filter(isNamed).isPresent()) {
            String detail = "is the id of a job or batch, of which only the server tells";
            return Optional.of(Problem.invalidField(prefix + "subject", detail));
        }
        if (AnnouncedTypes.is(event.type())) {
            String detail = "is a type that only the server announces";
            return Optional.of(Problem.invalidField(prefix + "type", detail));
        }
        return Optional.empty();
    }

    private static String head(String text) {
        return text.split(":", 2)[0];
    }
}
