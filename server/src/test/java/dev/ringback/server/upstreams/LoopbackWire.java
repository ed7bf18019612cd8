package dev.ringback.server.upstreams;

import dev.ringback.kernel.time.Time;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.net.wire.guard.AddressGuard;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;

/** A wire for which every name leads to this machine. */
public final class LoopbackWire {

    private LoopbackWire() {}

    /** One whose deadlines pass when that clock says so. */
    public static HttpWire by(Time time) {
        try {
            return new HttpWire(
                    AddressGuard.allowingPrivate(),
                    _ -> List.of(InetAddress.ofLiteral("127.0.0.1")),
                    SSLContext.getDefault(),
                    WireOptions.DEFAULT,
                    time);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
