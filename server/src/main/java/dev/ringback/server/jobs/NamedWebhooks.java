package dev.ringback.server.jobs;

import dev.ringback.net.wire.guard.UrlRule;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.events.Publisher;

/**
 * What is needed for the webhooks that requests name by their URLs.
 *
 * @param urls which may be told
 * @param direct keeps them
 * @param publisher sends events there
 */
public record NamedWebhooks(UrlRule urls, DirectWebhooks direct, Publisher publisher) {}
