package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.ConstantTime;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.MacAlgorithm;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.Draft;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adyen's standard notifications: each item carries an HMAC over eight of its fields, joined by
 * colons without escaping; a field that is absent is empty. Every item has to be right. ValuePlace:
 * Adyen's documentation, "Verify HMAC signatures", and its libraries.
 */
public record AdyenItems() implements Family {

    private static final String ITEMS = "/notificationItems";
    private static final String ITEM = "/NotificationRequestItem";
    private static final String SIGNATURE = "/additionalData/hmacSignature";
    private static final List<String> FIELDS =
            List.of(
                    "/pspReference",
                    "/originalReference",
                    "/merchantAccountCode",
                    "/merchantReference",
                    "/amount/value",
                    "/amount/currency",
                    "/eventCode",
                    "/success");

    @Override
    public Proof prove(Examination examination) {
        if (examination.secrets().isEmpty()) {
            return Proof.noSecret();
        }
        List<ParsedJson> items = items(examination.view().json());
        if (items.isEmpty()) {
            return Proof.no(RejectReason.BODY_MALFORMED, "the body has no notificationItems");
        }
        if (items.stream().anyMatch(item -> item.text(SIGNATURE).isEmpty())) {
            return Proof.missing("the hmacSignature of an item");
        }
        for (Examination.Candidate secret : examination.secrets()) {
            Optional<byte[]> key = TextEncoding.hex(secret.text());
            if (key.isPresent() && items.stream().allMatch(item -> fits(item, key.get()))) {
                return new Proof.Given(secret.index());
            }
        }
        return Proof.differs(
                "the hmacSignature of an item is not right: another key signed it, or one of its"
                        + " signed fields was changed");
    }

    private static List<ParsedJson> items(Optional<ParsedJson> body) {
        return body.flatMap(tree -> tree.at(ITEMS)).stream()
                .flatMap(array -> array.items().stream())
                .map(each -> each.at(ITEM).orElse(each))
                .toList();
    }

    private static boolean fits(ParsedJson item, byte[] key) {
        byte[] right = code(item, key);
        return TextEncoding.base64(item.text(SIGNATURE).orElse(""))
                .filter(given -> ConstantTime.equal(right, given))
                .isPresent();
    }

    private static byte[] code(ParsedJson item, byte[] key) {
        String message =
                FIELDS.stream()
                        .map(field -> item.text(field).orElse(""))
                        .collect(Collectors.joining(":"));
        return MacAlgorithm.SHA256.of(key, Digests.utf8(message));
    }

    @Override
    public Optional<InboundRequest> sign(Draft draft) {
        Draft filled = draft.filled(TimeForm.RFC3339.write(draft.now()));
        Optional<ParsedJson> body = JsonBody.read(Digests.utf8(filled.body()), JsonPaths.ALL);
        return items(body).stream()
                .findFirst()
                .flatMap(item ->
                        TextEncoding.hex(draft.secret())
                                .map(key -> TextEncoding.BASE64.encode(code(item, key))))
                .map(signature -> filled.signed(signature).request());
    }

    @Override
    public Stream<ValuePlace> places() {
        return Stream.empty();
    }

    @Override
    public List<String> pointers() {
        return Stream.concat(FIELDS.stream(), Stream.of(SIGNATURE))
                .map(field -> ITEMS + "/*" + ITEM + field)
                .toList();
    }

    @Override
    public Optional<String> problemWith(String secret) {
        return TextEncoding.hex(secret).isEmpty() ? Optional.of("is not hex") : Optional.empty();
    }

    @Override
    public boolean coversBody() {
        return false;
    }
}
