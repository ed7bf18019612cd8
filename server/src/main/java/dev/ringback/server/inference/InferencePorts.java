package dev.ringback.server.inference;

import dev.ringback.kernel.Engine;
import dev.ringback.kernel.Ids;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.Time;
import dev.ringback.server.access.Guard;
import java.util.random.RandomGenerator;

/**
 * What the inference surface stands on.
 *
 * @param guard lets callers in
 * @param engine commits and runs jobs
 * @param store is read by those who poll
 * @param ids sequences and call ids
 * @param time the clock
 * @param random draws generation ids; unpredictable in production
 */
public record InferencePorts(
        Guard guard, Engine engine, Store store, Ids ids, Time time, RandomGenerator random) {}
