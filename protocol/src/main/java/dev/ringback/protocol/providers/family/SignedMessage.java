package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.request.Draft;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RequestView;
import dev.ringback.protocol.providers.request.Trust;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A signature over a message: an HMAC, or one with a private key. Nearly all providers are this
 * family.
 *
 * @param required headers without which there is nothing to verify
 */
public record SignedMessage(
        SignatureSpot spot,
        List<String> required,
        Optional<TimestampRule> timestamp,
        MessageForm form,
        Checker checker)
        implements Family {

    @Override
    public Proof prove(Examination examination) {
        if (examination.secrets().isEmpty() && needsSecret()) {
            return Proof.noSecret();
        }
        Optional<Proof> twice = examination.twice(proofPlaces());
        SignatureSpot.Found found = spot.find(examination);
        Optional<Proof> unclear = twice.or(found::problem).or(() -> lacking(examination));
        if (unclear.isPresent()) {
            return unclear.get();
        }
        TimestampRule.Stamp stamp =
                timestamp
                        .map(rule -> rule.judge(examination, found.entries()))
                        .orElse(new TimestampRule.Stamp("", Optional.empty()));
        return stamp.problem()
                .or(() -> form.problem(examination, stamp.text()))
                .orElseGet(
                        () -> checker.check(examination, form, stamp.text(), found.signatures()));
    }

    private Optional<Proof> lacking(Examination examination) {
        return required.stream()
                .filter(name -> examination.view().header(name).isEmpty())
                .findFirst()
                .map(name -> Proof.missing("the header " + name));
    }

    private Stream<ValuePlace> proofPlaces() {
        Stream<ValuePlace> headers =
                required.stream().map(name -> new ValuePlace(ValuePlace.Kind.HEADER, name));
        Stream<ValuePlace> times = timestamp.stream().flatMap(rule -> rule.from().stream());
        return Stream.of(spot.places().stream(), headers, times, form.places(), checker.places())
                .flatMap(each -> each);
    }

    @Override
    public Optional<InboundRequest> sign(Draft draft) {
        String time = timestamp.map(rule -> rule.form().write(draft.now())).orElse("");
        Draft unsigned = withHeaders(draft.filled(time), time);
        RequestView view =
                new RequestView(unsigned.request(), unsigned.request().body(), paths(), 0);
        Trust trust = Trust.of(draft.secret()).withContext(draft.context());
        Examination examination =
                new Examination(
                        view,
                        trust,
                        List.of(new Examination.Candidate(0, draft.secret())),
                        draft.now());
        if (form.problem(examination, time).isPresent()) {
            return Optional.empty();
        }
        return checker.sign(form.messages(examination, time, draft.secret()), draft.secret())
                .map(signature -> placed(unsigned, examination, signature, time).request());
    }

    private Draft withHeaders(Draft draft, String time) {
        Draft filled = draft;
        for (ValuePlace each : timestamp.map(TimestampRule::from).orElse(List.of())) {
            boolean free = each.kind() == ValuePlace.Kind.HEADER && filled.lacks(each.name());
            filled = free ? filled.with(each.name(), time) : filled;
        }
        for (String name : required) {
            filled = filled.lacks(name) ? filled.with(name, filled.id()) : filled;
        }
        return filled;
    }

    private Draft placed(Draft draft, Examination examination, String signature, String time) {
        ValuePlace place = examination.named(spot.places().get(0));
        String entry =
                timestamp.stream()
                        .flatMap(rule -> rule.from().stream())
                        .filter(each -> each.kind() == ValuePlace.Kind.SIG)
                        .map(each -> each.name() + spot.keySeparator() + time)
                        .findFirst()
                        .orElse("");
        String text = spot.write(signature, entry);
        return place.kind() == ValuePlace.Kind.HEADER
                ? draft.with(place.name(), text)
                : draft.signed(text);
    }

    @Override
    public Stream<ValuePlace> places() {
        return proofPlaces();
    }

    @Override
    public List<String> pointers() {
        return form.pointers();
    }

    @Override
    public Optional<String> problemWith(String secret) {
        return checker.problemWith(secret);
    }

    @Override
    public boolean needsSecret() {
        return checker.needsSecret() || form.holdsSecret();
    }

    @Override
    public boolean coversBody() {
        return form.coversBody();
    }
}
