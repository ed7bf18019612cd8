package dev.ringback.protocol.providers.request;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a value comes from, written {@code kind:name} or {@code kind}.
 *
 * @param name what it is called there; empty for kinds that are one value
 */
public record ValuePlace(Kind kind, String name) {

    /** Places of a request, and what is known besides. */
    public enum Kind {
        /** A JSON pointer into the body. */
        JSON("json", true),
        /** A header. */
        HEADER("header", true),
        /** A parameter of the query. */
        QUERY("query", true),
        /** A field of a form. */
        FORM("form", true),
        /** The SHA-256 of a field of a form, as a key. */
        FORM_SHA256("form_sha256", true),
        /** A field of a form that holds XML in base64, and the path of an element in it. */
        FORM_XML("form_xml", true),
        /** The names of all fields of a form, joined by commas. */
        FORM_NAMES("form_names", false),
        /** A field of the source's context. */
        CONTEXT("context", true),
        /** The text itself. */
        LITERAL("literal", true),
        /** An entry of the signature header that is no signature. */
        SIG("sig", true),
        /** The bytes of the body. */
        BODY("body", false),
        /** The SHA-256 of the body, in hex. */
        BODY_SHA256("body_sha256", false),
        /** The CRC-32 of the body, in decimal. */
        BODY_CRC32("body_crc32", false),
        /** The timestamp as it was received. */
        TIMESTAMP("timestamp", false),
        /** The HTTP method. */
        METHOD("method", false),
        /** The whole URL. */
        URL("url", false),
        /** The whole URL with some escapes undone, as HubSpot signs it. */
        HUBSPOT_URL("hubspot_url", false),
        /** The secret that is tried. */
        SECRET("secret", false),
        /** The HMAC-SHA256 of another value under the secret, in hex. */
        HMAC_SHA256_HEX("hmac_sha256_hex", true),
        /** Braintree's answer to the challenge that is another value. */
        BRAINTREE_REPLY("braintree_reply", true);

        private final String word;
        private final boolean named;

        Kind(String word, boolean named) {
            this.word = word;
            this.named = named;
        }
    }

    /** Reads a place; nothing when it is none. */
    public static Optional<ValuePlace> parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        String name = colon < 0 ? "" : text.substring(colon + 1);
        return Arrays.stream(Kind.values())
                .filter(each -> each.word.equals(word) && each.named == !name.isEmpty())
                .map(each -> new ValuePlace(each, name))
                .findFirst();
    }

    /** The pointers of those places that are in a JSON body. */
    public static Stream<String> pointers(Stream<ValuePlace> places) {
        return places.filter(each -> each.kind() == Kind.JSON).map(ValuePlace::name);
    }

    /** In words, for details. */
    public String words() {
        return switch (kind) {
            case JSON -> "the field " + name + " of the body";
            case HEADER -> "the header " + name;
            case QUERY -> "the query parameter " + name;
            case FORM, FORM_SHA256, FORM_XML -> "the form field " + name;
            case CONTEXT -> "the context's " + name;
            case SIG -> "the entry " + name + " of the signature header";
            default -> "the " + kind.word.replace('_', ' ');
        };
    }
}
