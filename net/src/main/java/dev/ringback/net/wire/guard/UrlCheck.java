package dev.ringback.net.wire.guard;

import java.net.URI;

/** The result of checking a URL by {@link UrlRule}. */
public sealed interface UrlCheck {

    /**
     * A URL that calls may be sent to.
     *
     * @param url normalised: scheme and host in lower case, the host in ASCII, an IPv4 number as
     *     four decimal parts; its host may have a {@code _}, so it is in the authority, and the
     *     JDK's {@code getHost} may know none
     */
    record Valid(URI url) implements UrlCheck {}

    /**
     * A URL that is refused.
     *
     * @param reason in words for the person who typed it
     */
    record Invalid(String reason) implements UrlCheck {}
}
