package dev.ringback.server.ground;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What every room stands on.
 *
 * @param store the disk, to read from
 * @param engine commits what changes, and runs the calls
 * @param time the clock
 * @param ids the source of ids
 * @param random draws secrets and ids for strangers; unpredictable in production
 * @param budget the account of what is held in memory
 * @param retention how long what has ended is kept
 */
public record Ground(
        Store store,
        Calls engine,
        Time time,
        Ids ids,
        RandomGenerator random,
        ByteBudget budget,
        Duration retention) {}
