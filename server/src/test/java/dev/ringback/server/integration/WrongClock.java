package dev.ringback.server.integration;

import dev.ringback.server.Host;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** The clock of a machine that an operator sets as a test says, while a server reads it. */
final class WrongClock implements InstantSource {

    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(offset.get());
    }

    /** Sets it so far off the right time. */
    void set(Duration off) {
        offset.set(off);
    }

    /** A machine with this clock. */
    Host host() {
        return new Host(this, Host.MACHINE.disk(), Host.MACHINE.end());
    }
}
