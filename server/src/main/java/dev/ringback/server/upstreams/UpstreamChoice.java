package dev.ringback.server.upstreams;

/**
 * An upstream that takes a model.
 *
 * @param upstream where the request goes
 * @param model what the upstream itself calls the model
 */
public record UpstreamChoice(Upstream upstream, String model) {}
