package dev.ringback.server.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The meters of model servers. */
record UpstreamMeters(MeterRegistry registry) {

    /** Adds what is looked up of one when it is read. */
    void add(
            String name,
            IntSupplier inFlight,
            IntSupplier waiting,
            BooleanSupplier open,
            LongSupplier busy) {
        Tags upstream = Tags.of("upstream", name);
        gauge("ringback.upstream.in.flight", "Requests under way", upstream, inFlight);
        gauge("ringback.upstream.waiting", "Requests that wait for a place", upstream, waiting);
        gauge(
                "ringback.upstream.open",
                "Whether it fails again and again",
                upstream,
                () -> open.getAsBoolean() ? 1 : 0);
        // Counted of this, because what is counted of is not kept alive.
        FunctionCounter.builder("ringback.upstream.busy", registry, _ -> (double) busy.getAsLong())
                .description("Clients that found no place")
                .tag("upstream", name)
                .register(registry);
    }

    /** One said how many tokens a request and its answer had. */
    void tokens(String upstream, long input, long output) {
        tokens(upstream, "input").increment((double) Math.max(0, input));
        tokens(upstream, "output").increment((double) Math.max(0, output));
    }

    private Counter tokens(String upstream, String direction) {
        return Counter.builder("ringback.tokens")
                .description("Tokens that upstreams said they took and made")
                .tag("upstream", upstream)
                .tag("direction", direction)
                .register(registry);
    }

    private void gauge(String name, String description, Tags tags, IntSupplier value) {
        Gauge.builder(name, value::getAsInt).description(description).tags(tags).register(registry);
    }
}
