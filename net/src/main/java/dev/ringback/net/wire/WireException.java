package dev.ringback.net.wire;

import dev.ringback.kernel.model.WireFault;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The end of an exchange without a complete answer. Inside this package it carries a fault out of
 * nested reads; outside, only the body of a {@link StreamedReply} answer throws it.
 */
public final class WireException extends IOException {

    private final WireFault fault;
    private final String detail;

    WireException(WireFault fault, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.fault = fault;
        this.detail = detail;
    }

    WireException(WireFault fault, String detail) {
        this(fault, detail, null);
    }

    static WireException malformed(String detail) {
        return new WireException(WireFault.MALFORMED_RESPONSE, detail);
    }

    /** The error class. */
    public WireFault fault() {
        return fault;
    }

    /** What happened, in words without an address. */
    public String detail() {
        return detail;
    }
}
