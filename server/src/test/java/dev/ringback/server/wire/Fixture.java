package dev.ringback.server.wire;

import dev.ringback.kernel.Payload;
import dev.ringback.kernel.Reply;
import dev.ringback.kernel.Request;
import dev.ringback.testkit.receiver.TestAuthority;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/** The wires and requests of the tests: short deadlines, and a tick that keeps them exact. */
final class Fixture {

    static final Duration SHORT = Duration.ofMillis(300);
    static final Duration LONG = Duration.ofSeconds(20);
    static final TestAuthority AUTHORITY = new TestAuthority();
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static final int CAP = 64 * 1_024;

    private Fixture() {}

    /** A wire that may dial loopback, where every name leads. */
    static HttpWire wire() {
        return wire(AddressGuard.allowingPrivate(), host -> List.of(LOOPBACK));
    }

    static HttpWire wire(AddressGuard guard, Resolver resolver) {
        return wire(guard, resolver, AUTHORITY.trust(), options(Duration.ofSeconds(10)));
    }

    static HttpWire wire(
            AddressGuard guard, Resolver resolver, SSLContext tls, WireOptions options) {
        return new HttpWire(guard, resolver, tls, options);
    }

    static WireOptions options(Duration idleTime) {
        WireOptions usual = WireOptions.DEFAULT;
        return new WireOptions(
                usual.idlePerHost(),
                usual.idleTotal(),
                idleTime,
                usual.headBytes(),
                usual.headerCount(),
                usual.lookups(),
                Duration.ofMillis(10));
    }

    static Request post(URI url, Duration deadline) {
        return request("POST", url, Payload.of("hello"), deadline, CAP);
    }

    static Request post(URI url, Payload body) {
        return request("POST", url, body, LONG, CAP);
    }

    static Request capped(URI url, int cap) {
        return request("POST", url, Payload.of("hello"), LONG, cap);
    }

    static Request request(
            String method, URI url, Payload body, Duration deadline, int responseCap) {
        return new Request(method, url, List.of(), body, deadline, responseCap);
    }

    static Reply.Answered answered(Reply reply) {
        if (reply instanceof Reply.Answered answered) {
            return answered;
        }
        throw new AssertionError("not answered: " + reply);
    }

    static Reply.Faulted faulted(Reply reply) {
        if (reply instanceof Reply.Faulted faulted) {
            return faulted;
        }
        throw new AssertionError("no fault: " + reply);
    }
}
