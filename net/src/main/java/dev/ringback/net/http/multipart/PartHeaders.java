package dev.ringback.net.http.multipart;

import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.Target;
import dev.ringback.net.json.Utf8;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the headers of one part of a multipart body (RFC 7578 section 4).
 *
 * @param part its number, from 1
 */
record PartHeaders(int part, MultipartLimits limits) {

    private static final Pattern LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\\x00-\\x08\\x0A-\\x1F\\x7F]*)");
    private static final Pattern EXTENDED = Pattern.compile("(?i)UTF-8'[a-z0-9-]*'([!-~]*)");
    private static final Set<String> PLAIN = Set.of("7bit", "8bit", "binary");

    FormPart read(byte[] section, InputStream content) throws BodyRefused {
        Map<String, String> headers = split(section);
        HeaderValue disposition =
                Optional.ofNullable(headers.get("content-disposition"))
                        .flatMap(HeaderValue::parse)
                        .filter(value -> value.value().equals("form-data"))
                        .orElseThrow(() -> wrong("has no \"Content-Disposition: form-data\""));
        String name = disposition.parameter("name").orElseThrow(() -> wrong("has no name"));
        Optional<String> filename = filename(disposition);
        checkText("name", name);
        if (filename.isPresent()) {
            checkText("filename", filename.get());
        }
        String encoding = headers.getOrDefault("content-transfer-encoding", "binary");
        if (!PLAIN.contains(encoding.toLowerCase(Locale.ROOT))) {
            throw wrong("has a Content-Transfer-Encoding: send it as it is");
        }
        return new FormPart(
                name, filename, Optional.ofNullable(headers.get("content-type")), content);
    }

    private Map<String, String> split(byte[] section) throws BodyRefused {
        if (Utf8.firstInvalid(section) >= 0) {
            throw wrong("has headers that are not valid UTF-8");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line : new String(section, StandardCharsets.UTF_8).split("\r\n")) {
            var matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw wrong("has a malformed header");
            }
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            if (headers.putIfAbsent(name, matcher.group(2).strip()) != null) {
                throw wrong("has a header twice");
            }
            if (headers.size() > limits.headers()) {
                throw wrong("has more than " + limits.headers() + " headers");
            }
        }
        return headers;
    }

    /** {@code filename*} goes first (RFC 6266 section 4.3), though it does not belong in forms. */
    private Optional<String> filename(HeaderValue disposition) throws BodyRefused {
        Optional<String> extended = disposition.parameter("filename*");
        if (extended.isEmpty()) {
            return disposition.parameter("filename");
        }
        var matcher = EXTENDED.matcher(extended.get());
        Optional<String> decoded =
                matcher.matches() ? Target.decode(matcher.group(1)) : Optional.empty();
        return Optional.of(
                decoded.orElseThrow(() -> wrong("has a filename* that is not encoded UTF-8")));
    }

    private void checkText(String what, String text) throws BodyRefused {
        if (text.codePointCount(0, text.length()) > limits.name()) {
            throw wrong("has a " + what + " longer than " + limits.name() + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw wrong("has a control character in its " + what);
        }
    }

    private BodyRefused wrong(String how) {
        return MultipartReader.refused("is malformed: part " + part + " " + how);
    }
}
