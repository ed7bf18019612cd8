package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a request was signed, and how far that may be from now.
 *
 * @param from where it says so, the first that does
 * @param tolerance both ways, inclusive
 * @param optional whether a request without it is taken all the same
 */
public record TimestampRule(
        List<ValuePlace> from, TimeForm form, Duration tolerance, boolean optional) {

    /**
     * What was found.
     *
     * @param text as received, since that is what was signed; empty when there is none
     */
    public record Stamp(String text, Optional<Proof> problem) {}

    /** Reads and judges the timestamp. */
    public Stamp judge(Examination examination, Map<String, String> entries) {
        for (ValuePlace each : from) {
            Optional<String> text =
                    each.kind() == ValuePlace.Kind.SIG
                            ? Optional.ofNullable(entries.get(each.name()))
                            : examination.value(each);
            if (text.isPresent()) {
                return new Stamp(text.get(), problem(text.get(), examination));
            }
        }
        return new Stamp("", optional ? Optional.empty() : Optional.of(absent()));
    }

    private Proof absent() {
        ValuePlace first = from.get(0);
        return first.kind() == ValuePlace.Kind.SIG
                ? Proof.malformed("the signature header has no entry " + first.name())
                : Proof.missing(first.words());
    }

    private Optional<Proof> problem(String text, Examination examination) {
        Optional<Instant> signed = form.strict(text);
        if (signed.isEmpty()) {
            return Optional.of(Proof.malformed("the timestamp is not one that this scheme writes"));
        }
        return untimely(
                signed.get(),
                examination.now().truncatedTo(form.precision()),
                examination.trust().tolerance().orElse(tolerance));
    }

    /** Why a time is too far from another one. */
    public static Optional<Proof> untimely(Instant signed, Instant now, Duration tolerance) {
        Duration age = Duration.between(signed, now);
        if (age.abs().compareTo(tolerance) <= 0) {
            return Optional.empty();
        }
        boolean old = !age.isNegative();
        String detail =
                "it was signed at %s, %s s %s the receiver's time; the tolerance is %d s"
                        .formatted(
                                signed,
                                age.abs().toSeconds(),
                                old ? "before" : "after",
                                tolerance.toSeconds());
        return Optional.of(
                Proof.no(old ? RejectReason.TOO_OLD : RejectReason.FROM_THE_FUTURE, detail));
    }
}
