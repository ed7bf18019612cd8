package dev.ringback.protocol.providers.request;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What was fetched for {@link KeyRequest}s, by the request. */
public record FetchedKeys(Map<KeyRequest, Fetched> byRequest) {

    /**
     * One answer.
     *
     * @param text what came; empty when the provider knows no such key
     * @param latest whether asking again would not help: it was fetched just now, or it was asked
     *     for too often. When it is not, a key that is missing in it is asked for once more
     */
    public record Fetched(String text, boolean latest) {}

    public FetchedKeys {
        byRequest = Map.copyOf(byRequest);
    }

    /** Nothing was fetched yet. */
    public static FetchedKeys none() {
        return new FetchedKeys(Map.of());
    }

    /** These and one more. */
    public FetchedKeys with(KeyRequest request, String text, boolean latest) {
        Map<KeyRequest, Fetched> more = new HashMap<>(byRequest);
        more.put(request, new Fetched(text, latest));
        return new FetchedKeys(more);
    }

    /** What was fetched for a request. */
    public Optional<Fetched> of(KeyRequest request) {
        return Optional.ofNullable(byRequest.get(request));
    }
}
