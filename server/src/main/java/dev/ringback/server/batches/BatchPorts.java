package dev.ringback.server.batches;

import dev.ringback.kernel.Commits;
import dev.ringback.kernel.Ids;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.Time;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Duration;

/**
 * What batches stand on.
 *
 * @param store is read
 * @param commits commits a change, and returns when it is on disk
 * @param parts the bytes of files
 * @param upstreams the model servers
 * @param announcements makes the events
 * @param publisher sends the end of a batch to the URL that it named
 * @param webhooks those URLs
 * @param ids of files and batches
 * @param time the clock
 * @param retention how long files and ended batches are kept
 */
public record BatchPorts(
        Store store,
        Commits commits,
        FileParts parts,
        Upstreams upstreams,
        Announcements announcements,
        Publisher publisher,
        DirectWebhooks webhooks,
        Ids ids,
        Time time,
        Duration retention) {}
