package dev.ringback.server.batches;

import dev.ringback.server.files.FileParts;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.NamedWebhooks;
import dev.ringback.server.upstreams.Upstreams;

/**
 * What batches stand on.
 *
 * @param ground and what everybody stands on
 * @param parts the bytes of files
 * @param upstreams the model servers
 * @param announcements makes the events
 * @param webhooks the URLs that requests name
 */
record BatchPorts(
        Ground ground,
        FileParts parts,
        Upstreams upstreams,
        Announcements announcements,
        NamedWebhooks webhooks) {}
