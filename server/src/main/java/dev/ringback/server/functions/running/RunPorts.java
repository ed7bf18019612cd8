package dev.ringback.server.functions.running;

import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.kept.LiveRuns;
import dev.ringback.server.functions.kept.RunCodec;
import dev.ringback.server.functions.kept.Signals;
import dev.ringback.server.functions.runs.RunDecider;

/**
 * What changes of runs are made with.
 *
 * @param store the disk, to read from
 * @param runs those that something happens to
 * @param codec writes them down
 * @param decider decides what becomes of them
 * @param functions those that can be started
 * @param waits what runs wait for
 * @param signals who waits for which
 * @param publisher says who gets the events that tell their ends
 * @param ids of events and calls
 */
record RunPorts(
        Store store,
        LiveRuns runs,
        RunCodec codec,
        RunDecider decider,
        KnownFunctions functions,
        RunWaits waits,
        Signals signals,
        Publisher publisher,
        Ids ids) {}
