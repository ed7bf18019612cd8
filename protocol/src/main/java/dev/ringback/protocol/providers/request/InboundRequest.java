package dev.ringback.protocol.providers.request;

import dev.ringback.protocol.HeaderValues;

/** A request of a provider, as it arrived. */
public final class InboundRequest {

    private final String method;
    private final String url;
    private final HeaderValues headers;
    private final byte[] body;

    /**
     * Makes a request.
     *
     * @param method the HTTP method, in upper case
     * @param url the whole URL under which the provider reaches the receiver: its public origin,
     *     then path and query exactly as received. Some providers sign it
     * @param headers all headers, with all their values
     * @param body the bytes that arrived, before any decoding; not copied, so nobody may change
     *     them
     */
    public InboundRequest(String method, String url, HeaderValues headers, byte[] body) {
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.body = body;
    }

    /** The HTTP method. */
    public String method() {
        return method;
    }

    /** The whole URL. */
    public String url() {
        return url;
    }

    /** All headers. */
    public HeaderValues headers() {
        return headers;
    }

    /** The bytes that arrived, not copied. */
    public byte[] body() {
        return body;
    }

    /** The same request under another URL. */
    public InboundRequest withUrl(String other) {
        return new InboundRequest(method, other, headers, body);
    }

    /** The same request with another body. */
    public InboundRequest withBody(byte[] other) {
        return new InboundRequest(method, url, headers, other);
    }
}
