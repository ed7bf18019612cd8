package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.ConstantTime;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.MacAlgorithm;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.Draft;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Braintree: a form with {@code bt_payload} and {@code bt_signature}, pairs of a public key and an
 * HMAC-SHA1 under the SHA-1 of the private key. The secret is {@code public:private}. ValuePlace:
 * Braintree's documentation of webhooks, and its libraries.
 */
public record Braintree() implements Family {

    private static final ValuePlace SIGNATURE =
            new ValuePlace(ValuePlace.Kind.FORM, "bt_signature");
    private static final ValuePlace PAYLOAD = new ValuePlace(ValuePlace.Kind.FORM, "bt_payload");

    /** Anything else would make the receiver sign what a stranger wants. */
    private static final Pattern CHALLENGE = Pattern.compile("[a-f0-9]{20,32}");

    @Override
    public Proof prove(Examination examination) {
        if (examination.secrets().isEmpty()) {
            return Proof.noSecret();
        }
        Optional<String> pairs = examination.value(SIGNATURE).filter(each -> !each.isBlank());
        Optional<String> payload = examination.value(PAYLOAD);
        if (pairs.isEmpty() || payload.isEmpty()) {
            return Proof.missing((pairs.isEmpty() ? SIGNATURE : PAYLOAD).words());
        }
        for (Examination.Candidate secret : examination.secrets()) {
            if (fits(pairs.get(), payload.get(), secret.text())) {
                return new Proof.Given(secret.index());
            }
        }
        return Proof.differs(
                "no pair of bt_signature is of the source's public key and right for the payload");
    }

    private static boolean fits(String pairs, String payload, String secret) {
        boolean fits = false;
        String head = publicKey(secret) + "|";
        for (String pair : Arrays.asList(pairs.split("&", SignatureSpot.MOST))) {
            Optional<byte[]> given =
                    pair.startsWith(head)
                            ? TextEncoding.hex(pair.substring(head.length()).strip())
                            : Optional.empty();
            for (String each : List.of(payload, payload + "\n")) {
                fits |=
                        given.filter(code -> ConstantTime.equal(code(each, secret), code))
                                .isPresent();
            }
        }
        return fits;
    }

    private static String publicKey(String secret) {
        return secret.substring(0, Math.max(0, secret.indexOf(':')));
    }

    private static byte[] code(String text, String secret) {
        String privateKey = secret.substring(secret.indexOf(':') + 1);
        byte[] key = Digests.sha1(Digests.utf8(privateKey));
        return MacAlgorithm.SHA1.of(key, Digests.utf8(text));
    }

    /** The answer to a challenge; nothing when it is none that may be answered. */
    public static Optional<String> reply(String challenge, String secret) {
        return CHALLENGE.matcher(challenge).matches()
                ? Optional.of(pair(challenge, secret))
                : Optional.empty();
    }

    private static String pair(String text, String secret) {
        return publicKey(secret) + "|" + HexFormat.of().formatHex(code(text, secret));
    }

    @Override
    public Optional<InboundRequest> sign(Draft draft) {
        Draft filled = draft.filled(TimeForm.RFC3339.write(draft.now()));
        String payload = TextEncoding.BASE64.encode(Digests.utf8(filled.body())) + "\n";
        String form =
                "bt_signature=%s&bt_payload=%s"
                        .formatted(encoded(pair(payload, draft.secret())), encoded(payload));
        return Optional.of(filled.request().withBody(Digests.utf8(form)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public Stream<ValuePlace> places() {
        return Stream.of(SIGNATURE, PAYLOAD);
    }

    @Override
    public Optional<String> problemWith(String secret) {
        return secret.indexOf(':') < 1 || secret.endsWith(":")
                ? Optional.of("is not a public and a private key with a colon between them")
                : Optional.empty();
    }

    @Override
    public boolean coversBody() {
        return true;
    }
}
