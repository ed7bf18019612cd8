package dev.ringback.protocol.providers;

import dev.ringback.protocol.ConstantTime;
import dev.ringback.protocol.providers.body.JsonText;
import dev.ringback.protocol.providers.family.Braintree;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.MacAlgorithm;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.Template;
import dev.ringback.protocol.providers.request.TrustedHosts;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.net.URI;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A challenge and its answer. It makes no event.
 *
 * @param method the method, empty for any
 * @param signed whether it is answered only once it is verified, like an event
 * @param token a value that has to be the source's verify token
 * @param refused the status where it must not be answered
 * @param confirm where the URL is that has to be fetched besides
 */
record Handshake(
        String method,
        boolean signed,
        List<Requirement> when,
        Optional<ValuePlace> token,
        int refused,
        int status,
        Map<String, Template> headers,
        Template body,
        Optional<ValuePlace> confirm,
        TrustedHosts confirmHosts) {

    private static final String VERIFY_TOKEN = "verify_token";

    /** Longer values of a stranger are not sent back. */
    private static final int LONGEST_ECHO = 1_024;

    boolean fits(Examination examination) {
        return (method.isEmpty() || method.equals(examination.view().request().method()))
                && when.stream().allMatch(each -> each.holds(examination));
    }

    /** The answer, or why there is none. */
    Judgement answer(Examination examination, String secret) {
        if (token.isPresent() && !knowsToken(examination)) {
            return refusal("the verify token is not the source's");
        }
        Optional<URI> fetch = confirm.flatMap(examination::value).flatMap(confirmHosts::trusted);
        if (confirm.isPresent() && fetch.isEmpty()) {
            return refusal("what is to be confirmed is not at " + confirmHosts.words());
        }
        Map<String, String> filled = new LinkedHashMap<>();
        for (Map.Entry<String, Template> header : headers.entrySet()) {
            Optional<String> value =
                    header.getValue().fill(each -> echo(examination, each, secret), each -> each);
            if (value.isEmpty() || !value.get().matches("[\\x20-\\x7e]*")) {
                return refusal("the challenge cannot be answered");
            }
            filled.put(header.getKey(), value.get());
        }
        return body.fill(each -> echo(examination, each, secret), escape())
                .map(text -> (Judgement) new Judgement.Answered(status, filled, text, fetch))
                .orElseGet(() -> refusal("the challenge is not one that may be answered"));
    }

    private Judgement refusal(String detail) {
        return new Judgement.Rejected(RejectReason.CHALLENGE_FAILED, refused, detail);
    }

    private boolean knowsToken(Examination examination) {
        String given = token.flatMap(examination::value).orElse("");
        List<String> own = examination.trust().context().texts(VERIFY_TOKEN);
        Stream<String> valid =
                own.isEmpty()
                        ? examination.secrets().stream().map(Examination.Candidate::text)
                        : own.stream();
        return valid.filter(each -> !each.isEmpty() && ConstantTime.equal(each, given)).count() > 0;
    }

    private UnaryOperator<String> escape() {
        boolean json =
                headers.entrySet().stream()
                        .filter(each -> each.getKey().equalsIgnoreCase("Content-Type"))
                        .anyMatch(each -> each.getValue().toString().contains("json"));
        return json ? Handshake::insideJson : each -> each;
    }

    private static String insideJson(String text) {
        String quoted = JsonText.quoted(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static Optional<String> echo(
            Examination examination, ValuePlace source, String secret) {
        Optional<ValuePlace> inner = ValuePlace.parse(source.name());
        Optional<String> value =
                switch (source.kind()) {
                    case HMAC_SHA256_HEX ->
                            inner.flatMap(examination::value)
                                    .filter(each -> !secret.isEmpty())
                                    .map(each -> mac(each, secret));
                    case BRAINTREE_REPLY ->
                            inner.flatMap(examination::value)
                                    .flatMap(each -> Braintree.reply(each, secret));
                    default -> examination.value(source);
                };
        return value.filter(each -> each.length() <= LONGEST_ECHO);
    }

    private static String mac(String text, String secret) {
        return HexFormat.of()
                .formatHex(MacAlgorithm.SHA256.of(Digests.utf8(secret), Digests.utf8(text)));
    }

    /** The places that it looks at. */
    Stream<ValuePlace> places() {
        Stream<Template> templates = Stream.concat(headers.values().stream(), Stream.of(body));
        Stream<ValuePlace> holes =
                templates
                        .flatMap(Template::holes)
                        .flatMap(each ->
                                Stream.concat(
                                        Stream.of(each), ValuePlace.parse(each.name()).stream()));
        return Stream.of(holes, token.stream(), confirm.stream()).flatMap(each -> each);
    }
}
