package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.TextEncoding;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the key of an HMAC is made of the secret that a provider shows. That is the scheme's, and not
 * to be seen from the secret: some use a {@code whsec_} secret as it stands.
 *
 * @param strip what may stand before the key and is left away, the first that fits
 * @param pattern the same as a pattern
 * @param chars how many characters a secret has; 0 for any number
 */
public record SecretForm(List<String> strip, Optional<Pattern> pattern, Decode decode, int chars) {

    /** How the rest is read. */
    public enum Decode {
        /** It is the key, in UTF-8. */
        UTF8,
        /** It is the key in base64. */
        BASE64,
        /** It is the key in hex. */
        HEX,
        /** It is the key in base64 when something was stripped, else in UTF-8. */
        BASE64_IF_STRIPPED_ELSE_UTF8
    }

    /** The secret is the key, in UTF-8. */
    public static final SecretForm PLAIN =
            new SecretForm(List.of(), Optional.empty(), Decode.UTF8, 0);

    /** The key, at least one byte; nothing when the secret cannot be one. */
    public Optional<byte[]> key(String secret) {
        if (chars > 0 && secret.length() != chars) {
            return Optional.empty();
        }
        String rest = rest(secret);
        boolean base64 =
                decode == Decode.BASE64
                        || (decode == Decode.BASE64_IF_STRIPPED_ELSE_UTF8
                                && rest.length() < secret.length());
        if (base64) {
            return TextEncoding.base64(rest);
        }
        return decode == Decode.HEX
                ? TextEncoding.hex(rest)
                : Optional.of(Digests.utf8(rest)).filter(each -> each.length > 0);
    }

    private String rest(String secret) {
        for (String each : strip) {
            if (secret.startsWith(each)) {
                return secret.substring(each.length());
            }
        }
        return pattern.map(each -> each.matcher(secret).replaceFirst("")).orElse(secret);
    }

    /** Why a text cannot be a secret of this form. */
    public Optional<String> problemWith(String secret) {
        if (key(secret).isPresent()) {
            return Optional.empty();
        }
        if (chars > 0 && secret.length() != chars) {
            return Optional.of("has " + secret.length() + " characters, not " + chars);
        }
        return Optional.of(
                secret.isEmpty()
                        ? "is empty"
                        : decode == Decode.HEX ? "is not hex" : "is not base64");
    }
}
