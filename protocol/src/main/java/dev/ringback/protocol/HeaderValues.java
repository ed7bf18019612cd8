package dev.ringback.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A view of a request's headers: all values of one header by name.
 *
 * <p>Most HTTP libraries offer a method that fits, for example {@code
 * java.net.http.HttpHeaders::allValues}.
 */
@FunctionalInterface
public interface HeaderValues {

    /**
     * Returns every value of a header, in the order received.
     *
     * @param name the header's name; implementations must ignore its case
     * @return one entry per header line, empty when the header is absent
     */
    List<String> named(String name);

    /** The names of all headers, where they are known; none otherwise. */
    default Set<String> names() {
        return Set.of();
    }

    /**
     * Makes a view of a map, ignoring the case of its keys. Keys that differ only in case are
     * treated as one header with all their values, so a duplicate cannot hide.
     *
     * @param headers values by header name; copied
     */
    static HeaderValues of(Map<String, ? extends Collection<String>> headers) {
        Map<String, List<String>> byName = new TreeMap<>();
        headers.forEach((name, values) ->
                byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                        .addAll(values));
        return new HeaderValues() {
            @Override
            public List<String> named(String name) {
                return List.copyOf(byName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
            }

            @Override
            public Set<String> names() {
                return Set.copyOf(byName.keySet());
            }
        };
    }
}
