package dev.ringback.server.batches;

import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;

/**
 * What stays when a server ends and another one is started.
 *
 * @param store the disk
 * @param time the clock
 * @param ids never give the same twice
 */
record World(Store store, ManualTime time, Ids ids) {

    static World of(Store store) {
        return new World(store, ManualTime.atNoon(), new SeededIds(1_000));
    }

    static World inMemory() {
        return of(new MemoryStore());
    }

    /** The same with another disk in front of the one there is. */
    World on(Store other) {
        return new World(other, time, ids);
    }
}
