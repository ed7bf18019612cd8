package dev.ringback.server.access;

import java.util.Optional;

/**
 * Whoever shows a key.
 *
 * @param caller whom it stands for
 * @param meter counts its requests; empty when it may make any number
 */
record KeyHolder(Caller caller, Optional<Meter> meter) {}
