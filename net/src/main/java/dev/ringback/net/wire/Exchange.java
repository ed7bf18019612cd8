package dev.ringback.net.wire;

import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** One request on its way: its deadline, the phase it is in, and how long the phases took. */
final class Exchange {

    /** What is being waited for; it words the fault when the wait is in vain. */
    enum Phase {
        RESOLVE("name was not resolved", "name was not resolved"),
        CONNECT("no connection", "connection failed"),
        TLS("TLS handshake did not finish", "connection was closed in the TLS handshake"),
        ANSWER("no answer", "connection was closed before an answer"),
        BODY("answer was not complete", "connection was closed before the answer was complete");

        private final String late;
        private final String broken;

        Phase(String late, String broken) {
            this.late = late;
            this.broken = broken;
        }
    }

    private final String owner;
    final Request request;
    final Hangup hangup;
    final WireOrigin origin;
    final long deadline;
    private final Ticks ticks;
    private final long start;
    private Phase phase = Phase.RESOLVE;
    private long connectMicros;
    private long tlsMicros;
    private long firstByteMicros;

    /** One for nobody in particular: its host's site stands for an owner. */
    Exchange(Request request, Hangup hangup, Ticks ticks) {
        this(request, hangup, ticks, site(WireOrigin.of(request.url()).host()));
    }

    Exchange(Request request, Hangup hangup, Ticks ticks, String owner) {
        this.owner = owner;
        this.request = request;
        this.hangup = hangup;
        this.origin = WireOrigin.of(request.url());
        this.ticks = ticks;
        this.start = ticks.now();
        this.deadline = ahead();
    }

    /** The last two labels of a name, which are one registrant's or a registry's. */
    private static String site(String host) {
        int last = host.lastIndexOf('.');
        return last < 0 ? host : host.substring(host.lastIndexOf('.', last - 1) + 1);
    }

    /** In whose turn it looks names up. */
    String owner() {
        return owner;
    }

    /** The instant at which a wait that begins now has lasted as long as the request allows. */
    long ahead() {
        return ticks.ahead(request.deadline());
    }

    /** The instant that lies so far ahead. */
    long ahead(Duration duration) {
        return ticks.ahead(duration);
    }

    long now() {
        return ticks.now();
    }

    /** The instant until which the body is waited for, once the head is there. */
    long bodyDeadline(Duration grace) {
        return request.headCounts() ? Math.min(deadline, ticks.ahead(grace)) : deadline;
    }

    /** The nanoseconds that are left; none when not positive. */
    long left() {
        return deadline - ticks.now();
    }

    void enter(Phase next) {
        phase = next;
    }

    void connected() {
        connectMicros = ticks.microsSince(start);
    }

    void secured() {
        tlsMicros = ticks.microsSince(start) - connectMicros;
    }

    void firstByte() {
        if (firstByteMicros == 0) {
            firstByteMicros = Math.max(ticks.microsSince(start), 1);
        }
    }

    boolean answerBegan() {
        return firstByteMicros > 0;
    }

    boolean overdue() {
        return left() <= 0;
    }

    Timing timing() {
        return new Timing(connectMicros, tlsMicros, firstByteMicros, ticks.microsSince(start));
    }

    WireException late() {
        return new WireException(
                WireFault.TIMEOUT, phase.late + " within " + words(request.deadline()));
    }

    /** Turns what a socket threw into a fault: the deadline explains a socket closed under us. */
    WireException fault(IOException problem, boolean expired) {
        if (hangup.isHungUp()) {
            return new WireException(WireFault.CALLED_OFF, "request was called off", problem);
        }
        if (expired || overdue()) {
            return late();
        }
        if (problem instanceof WireException known) {
            return known;
        }
        if (problem instanceof SSLException alert) {
            // TLS 1.3 tells what it has against a client only after the handshake.
            return new WireException(WireFault.TLS_FAILED, TlsWords.of(alert), problem);
        }
        if (Thread.currentThread().isInterrupted()) {
            return new WireException(WireFault.DISCONNECTED, "exchange was interrupted", problem);
        }
        return new WireException(WireFault.DISCONNECTED, phase.broken, problem);
    }

    static String words(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }
}
