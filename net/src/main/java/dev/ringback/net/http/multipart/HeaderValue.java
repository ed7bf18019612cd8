package dev.ringback.net.http.multipart;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A header value with parameters, such as {@code form-data; name="a"}.
 *
 * @param value what stands before the parameters, in lower case
 * @param parameters by their names in lower case
 */
record HeaderValue(String value, Map<String, String> parameters) {

    /** Reads a value; empty when it is malformed or gives a parameter twice. */
    static Optional<HeaderValue> parse(String text) {
        return new Parsing(text).parse();
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** One reading of a text. */
    private static final class Parsing {

        private final String text;
        private final Map<String, String> parameters = new HashMap<>();
        private int at;

        Parsing(String text) {
            this.text = text;
        }

        Optional<HeaderValue> parse() {
            String value = until(";").strip().toLowerCase(Locale.ROOT);
            while (at < text.length()) {
                at++;
                if (!parameter()) {
                    return Optional.empty();
                }
            }
            return Optional.of(new HeaderValue(value, Map.copyOf(parameters)));
        }

        /** Reads one parameter, up to a semicolon or the end; none between two semicolons. */
        private boolean parameter() {
            String name = until("=;").strip().toLowerCase(Locale.ROOT);
            if (at == text.length() || text.charAt(at) == ';') {
                return name.isEmpty();
            }
            at++;
            skipBlanks();
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            Optional<String> value = quoted ? quoted() : token();
            return value.isPresent()
                    && !name.isEmpty()
                    && parameters.putIfAbsent(name, value.get()) == null;
        }

        /** Senders leave quotes out where they belong, so whatever stands there is taken. */
        private Optional<String> token() {
            String token = until(";").strip();
            return token.isEmpty() || token.indexOf('"') >= 0
                    ? Optional.empty()
                    : Optional.of(token);
        }

        /**
         * A backslash escapes a quote or a backslash. Before anything else it stands for itself, as
         * in the Windows paths that some senders put there.
         */
        private Optional<String> quoted() {
            var value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.startsWith("\\\\", at) || text.startsWith("\\\"", at)) {
                    at++;
                }
                value.append(text.charAt(at));
                at++;
            }
            boolean closed = at < text.length();
            at++;
            skipBlanks();
            boolean alone = at >= text.length() || text.charAt(at) == ';';
            return closed && alone ? Optional.of(value.toString()) : Optional.empty();
        }

        private String until(String stops) {
            int start = at;
            while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }
    }
}
