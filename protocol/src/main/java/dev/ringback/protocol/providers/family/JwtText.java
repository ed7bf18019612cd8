package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.MacAlgorithm;
import java.util.Base64;
import java.util.Optional;

/** A JWT in its compact form (RFC 7515), read and not yet believed. */
public final class JwtText {

    private static final int LONGEST = 16_384;

    private final ParsedJson head;
    private final ParsedJson payload;
    private final byte[] signed;
    private final byte[] signature;

    private JwtText(ParsedJson head, ParsedJson payload, byte[] signed, byte[] signature) {
        this.head = head;
        this.payload = payload;
        this.signed = signed;
        this.signature = signature;
    }

    /** The algorithm that it names. */
    public String algorithm() {
        return head.text("/alg").orElse("");
    }

    /** The id of its key, empty when it names none. */
    public String kid() {
        return head.text("/kid").orElse("");
    }

    /** What it says. */
    public ParsedJson payload() {
        return payload;
    }

    /** The bytes that its signature is of. */
    public byte[] signed() {
        return signed;
    }

    /** The signature, not copied. */
    public byte[] signature() {
        return signature;
    }

    /** Reads a token; nothing when it is none, or has extensions that have to be understood. */
    public static Optional<JwtText> read(String text) {
        String[] parts = text.length() > LONGEST ? new String[0] : text.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        Optional<ParsedJson> head = json(parts[0]).filter(each -> each.at("/crit").isEmpty());
        Optional<ParsedJson> payload = json(parts[1]);
        Optional<byte[]> signature = bytes(parts[2]);
        if (head.isEmpty() || payload.isEmpty() || signature.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new JwtText(
                        head.get(),
                        payload.get(),
                        Digests.utf8(parts[0] + "." + parts[1]),
                        signature.get()));
    }

    private static Optional<ParsedJson> json(String part) {
        return bytes(part)
                .flatMap(each -> JsonBody.read(each, JsonPaths.ALL))
                .filter(each -> each instanceof ParsedJson.Members);
    }

    private static Optional<byte[]> bytes(String part) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(part));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /** Makes a token with an HMAC. */
    public static String signed(String algorithm, String payload, byte[] key, MacAlgorithm mac) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        String head = "{\"alg\":\"%s\",\"typ\":\"JWT\"}".formatted(algorithm);
        String input =
                encoder.encodeToString(Digests.utf8(head))
                        + "."
                        + encoder.encodeToString(Digests.utf8(payload));
        return input + "." + encoder.encodeToString(mac.of(key, Digests.utf8(input)));
    }
}
