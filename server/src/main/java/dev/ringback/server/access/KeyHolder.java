package dev.ringback.server.access;

import java.util.Optional;

/**
 * The caller for whom a key stands, and the meter of the key.
 *
 * @param caller whom it stands for
 * @param meter counts its requests; empty when it may make any number
 */
record KeyHolder(Caller caller, Optional<Meter> meter) {}
