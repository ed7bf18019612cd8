package dev.ringback.protocol.providers.request;

/** What a family of schemes finds out about who sent a request. */
public sealed interface Proof {

    /**
     * It was the provider.
     *
     * @param secret which secret it was, -1 for none
     */
    record Given(int secret) implements Proof {}

    /** Nothing shows that it was the provider. */
    record Refused(RejectReason reason, String detail) implements Proof {}

    /** A key is needed first. */
    record Wanting(KeyRequest request) implements Proof {}

    static Refused no(RejectReason reason, String detail) {
        return new Refused(reason, detail);
    }

    static Refused missing(String what) {
        return no(RejectReason.SIGNATURE_MISSING, what + " did not come");
    }

    static Refused malformed(String detail) {
        return no(RejectReason.SIGNATURE_MALFORMED, detail);
    }

    static Refused differs(String detail) {
        return no(RejectReason.SIGNATURE_DIFFERS, detail);
    }

    static Refused noSecret() {
        return differs("the source has no secret, so that nothing can be verified");
    }
}
