package dev.ringback.protocol.providers.request;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What has to be fetched before a request can be judged. The URL is one that the scheme or the user
 * names, or it has passed the scheme's list of hosts; it still has to pass the address guard, and
 * redirects are not followed.
 *
 * @param url where it is, always https
 * @param post the JSON to POST; a GET when absent. It may hold credentials
 * @param keep for how long what was fetched may be used
 */
public record KeyRequest(URI url, Optional<String> post, Duration keep) {

    /** The most bytes that an answer may have. */
    public static final int MOST_BYTES = 1_000_000;

    /** Without what is posted. */
    @Override
    public String toString() {
        return "KeyRequest[" + (post.isPresent() ? "POST " : "GET ") + url + "]";
    }
}
