package dev.ringback.protocol.providers.body;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a form or of a URL's query, decoded, with all values of each name in their order.
 */
public final class FormFields {

    /** More fields than this are not looked at: no provider sends nearly as many. */
    public static final int MOST = 10_000;

    private final Map<String, List<String>> byName;

    private FormFields(Map<String, List<String>> byName) {
        this.byName = byName;
    }

    /**
     * Reads {@code name=value} pairs joined by {@code &}. An escape that is none is kept as it was
     * written.
     */
    public static FormFields read(String text) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        if (!text.isEmpty()) {
            for (String pair : text.split("&", MOST)) {
                int sign = pair.indexOf('=');
                String name = decoded(sign < 0 ? pair : pair.substring(0, sign));
                String value = sign < 0 ? "" : decoded(pair.substring(sign + 1));
                byName.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
            }
        }
        return new FormFields(byName);
    }

    /** Reads the query of a URL; none when it has no question mark. */
    public static FormFields ofUrl(String url) {
        int hash = url.indexOf('#');
        String open = hash < 0 ? url : url.substring(0, hash);
        int mark = open.indexOf('?');
        return read(mark < 0 ? "" : open.substring(mark + 1));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException noEscape) {
            return text;
        }
    }

    /** The first value of a name. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** All values of a name. */
    public List<String> all(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** All names, each once. */
    public Set<String> names() {
        return byName.keySet();
    }
}
