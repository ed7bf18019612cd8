package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.Target;
import dev.ringback.server.receiving.Rejected.Arrival;
import dev.ringback.server.vault.Secret;
import java.util.List;

/** Takes out of requests what is secret in them, before they are kept or shown. */
public final class Redaction {

    private static final String HIDDEN = Secret.HIDDEN;

    /** A shorter secret is found only where it stands alone. */
    private static final int TELLING = 8;

    private Redaction() {}

    /** The headers, without what is secret. */
    public static List<Header> headers(Arrival arrival, List<String> secrets) {
        return arrival.headers().stream()
                .map(each ->
                        isCredential(each.name()) || tells(each.value(), secrets)
                                ? new Header(each.name(), HIDDEN)
                                : each)
                .toList();
    }

    /** The path below the source's URL and the query, without what is secret. */
    public static String path(Arrival arrival, List<String> secrets) {
        String target = arrival.target();
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        String[] segments = path.split("/", -1);
        StringBuilder out = new StringBuilder();
        // The first segments are the prefix of all sources and the token of this one.
        for (int i = 3; i < segments.length; i++) {
            out.append('/').append(hidden(segments[i], secrets));
        }
        if (!query.isEmpty()) {
            String separator = "?";
            for (String part : query.split("&", -1)) {
                int equals = part.indexOf('=');
                String value = hidden(part.substring(equals + 1), secrets);
                out.append(separator).append(part, 0, equals + 1).append(value);
                separator = "&";
            }
        }
        return out.toString();
    }

    private static boolean isCredential(String name) {
        return name.equalsIgnoreCase("Authorization")
                || name.equalsIgnoreCase("Proxy-Authorization")
                || name.equalsIgnoreCase("Cookie");
    }

    private static String hidden(String encoded, List<String> secrets) {
        String plain = Target.decode(encoded.replace('+', ' ')).orElse(encoded);
        return tells(plain, secrets) || tells(encoded, secrets) ? HIDDEN : encoded;
    }

    private static boolean tells(String text, List<String> secrets) {
        return secrets.stream()
                .anyMatch(each ->
                        text.equals(each) || (each.length() >= TELLING && text.contains(each)));
    }
}
