package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.Header;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of a client's request a model server gets beside what it is asked.
 *
 * @param metadata whether it gets the metadata of requests whose answers it is not to store
 * @param headers names in lower case, of those that it gets from clients that wait
 */
public record Passing(boolean metadata, Set<String> headers) {

    /** Nothing is passed on unless somebody says so. */
    public static final Passing NOTHING = new Passing(false, Set.of());

    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

    /** What Ringback says itself, what frames a request, and what is meant for Ringback alone. */
    private static final Set<String> OWN =
            Set.of(
                    "accept",
                    "accept-encoding",
                    "authorization",
                    "connection",
                    "expect",
                    "host",
                    "idempotency-key",
                    "keep-alive",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "user-agent",
                    "x-ringback-project");

    private static final List<String> OWN_PREFIXES = List.of("content-", "proxy-");

    public Passing {
        headers = Set.copyOf(headers);
    }

    /** Whether a header of that name may be passed on. */
    public static boolean isPossible(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAME.matcher(lower).matches()
                && !OWN.contains(lower)
                && OWN_PREFIXES.stream().noneMatch(lower::startsWith);
    }

    /** The headers of a client's request that are passed on; what is no visible ASCII is not. */
    public List<Header> of(List<Header> client) {
        return client.stream()
                .filter(each -> headers.contains(each.name().toLowerCase(Locale.ROOT)))
                .filter(each -> VALUE.matcher(each.value()).matches())
                .toList();
    }

    Passing withMetadata(boolean taken) {
        return new Passing(taken, headers);
    }

    Passing withHeaders(List<String> names) {
        Set<String> lower = new HashSet<>();
        names.forEach(each -> lower.add(each.toLowerCase(Locale.ROOT)));
        return new Passing(metadata, lower);
    }
}
