package dev.ringback.protocol.providers.keys;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** How bytes are written as text. */
public enum TextEncoding {
    /** Two digits for each byte, in either case. */
    HEX,
    /** Base64 with the standard or the URL-safe alphabet, padded or not. */
    BASE64,
    /** Either: senders of "the same" signature disagree. */
    HEX_OR_BASE64;

    /** What a text may stand for: nothing, one array, or one for each reading. */
    public List<byte[]> decode(String text) {
        return switch (this) {
            case HEX -> hex(text).stream().toList();
            case BASE64 -> base64(text).stream().toList();
            case HEX_OR_BASE64 -> {
                Optional<byte[]> hex = hex(text);
                Optional<byte[]> base64 = base64(text);
                yield hex.isEmpty()
                        ? base64.stream().toList()
                        : base64.map(other -> List.of(hex.get(), other)).orElse(List.of(hex.get()));
            }
        };
    }

    /** Writes bytes; in hex where either would do. */
    public String encode(byte[] bytes) {
        return this == BASE64
                ? Base64.getEncoder().encodeToString(bytes)
                : HexFormat.of().formatHex(bytes);
    }

    /** Reads hex. */
    public static Optional<byte[]> hex(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException noHex) {
            return Optional.empty();
        }
    }

    /** Reads base64. */
    public static Optional<byte[]> base64(String text) {
        try {
            String standard = text.replace('-', '+').replace('_', '/');
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Base64.getDecoder().decode(standard));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }
}
