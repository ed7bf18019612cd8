package dev.ringback.server.api.endpoints;

import java.net.URI;

/** Says whether calls may be sent to a URL that somebody gave. */
@FunctionalInterface
public interface UrlPolicy {

    Verdict check(String url);

    /** What the check came to. */
    sealed interface Verdict {

        /**
         * Calls may be sent there.
         *
         * @param url in normal form
         */
        record Allowed(URI url) implements Verdict {}

        /**
         * They may not.
         *
         * @param reason in words
         */
        record Refused(String reason) implements Verdict {}
    }
}
