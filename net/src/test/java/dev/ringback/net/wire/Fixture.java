package dev.ringback.net.wire;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.receiver.TestAuthority;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The wires and requests of the tests. A wire's clock stands still until a test moves it, so that
 * no deadline passes unless it is meant to.
 */
final class Fixture {

    static final Duration SHORT = Duration.ofMillis(300);
    static final Duration LONG = Duration.ofHours(1);
    static final TestAuthority AUTHORITY = new TestAuthority();
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static final int CAP = 64 * 1_024;

    /** A clock that goes by itself, for what is measured on the way. */
    static final Time PASSING =
            new Time() {
                @Override
                public Instant now() {
                    return Instant.EPOCH.plusNanos(nanos());
                }

                @Override
                public Instant steady() {
                    return now();
                }

                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public Alarm at(Instant moment, Runnable task) {
                    throw new UnsupportedOperationException("the wire sets no alarms");
                }
            };

    private Fixture() {}

    /** A wire that may dial loopback, where every name leads. */
    static HttpWire wire(Time time) {
        return wire(AddressGuard.allowingPrivate(), host -> List.of(LOOPBACK), time);
    }

    static HttpWire wire() {
        return wire(ManualTime.atNoon());
    }

    static HttpWire wire(AddressGuard guard, Resolver resolver) {
        return wire(guard, resolver, ManualTime.atNoon());
    }

    static HttpWire wire(AddressGuard guard, Resolver resolver, Time time) {
        return new HttpWire(guard, resolver, AUTHORITY.trust(), options(), time);
    }

    /** The usual ones, but for a watch that looks often. */
    private static WireOptions options() {
        WireOptions usual = WireOptions.DEFAULT;
        return new WireOptions(
                usual.idlePerHost(),
                usual.idleTotal(),
                usual.idleTime(),
                usual.greatestAge(),
                usual.bodyGrace(),
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
