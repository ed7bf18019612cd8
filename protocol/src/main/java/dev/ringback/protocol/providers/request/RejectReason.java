package dev.ringback.protocol.providers.request;

import java.util.Locale;

/** Why a request was not taken in: a closed set, whose words are the same in JSON and in SQL. */
public enum RejectReason {
    /** A header, field or token that the scheme needs did not come. */
    SIGNATURE_MISSING(401),
    /** What came is not what this sender with this secret would have sent. */
    SIGNATURE_DIFFERS(401),
    /** What came cannot be read as a signature of this scheme, or came twice. */
    SIGNATURE_MALFORMED(401),
    /** It was signed longer ago than the tolerance. */
    TOO_OLD(401),
    /** It was signed further ahead of the receiver's clock than the tolerance. */
    FROM_THE_FUTURE(401),
    /** The body is larger than the source takes. Decided by the server. */
    TOO_LARGE(413),
    /** The scheme needs something of the body, and the body cannot be read. */
    BODY_MALFORMED(400),
    /** The body does not fit the source's schema. Decided by the server. */
    SCHEMA(400),
    /** The source does not take this method. Decided by the server. */
    METHOD(405),
    /** The source does not take requests of this address. Decided by the server. */
    IP_NOT_ALLOWED(403),
    /** The source does not take events of this type. Decided by the server. */
    TYPE_NOT_ALLOWED(403),
    /** The source is disabled. Decided by the server. */
    SOURCE_OFF(404),
    /** A challenge was not one that may be answered. */
    CHALLENGE_FAILED(400);

    private final int status;

    RejectReason(int status) {
        this.status = status;
    }

    /** The word for it, such as {@code signature_missing}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of the answer, unless the provider wants another one. */
    public int status() {
        return status;
    }
}
