package dev.ringback.server.inference;

import dev.ringback.kernel.BreakerPolicy;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.LanePolicies;
import dev.ringback.kernel.LanePolicy;
import dev.ringback.server.endpoints.Secret;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The model servers, and which of them takes a model.
 *
 * <p>A single upstream takes every model. Of several, {@code NAME/model} goes to the one of that
 * name, without the prefix, and everything else to the first. Without any, the built-in demo models
 * take every model, so that an example with any model name can be tried; only an unknown name that
 * begins with {@code demo/} is refused.
 */
public final class Upstreams implements LanePolicies {

    /** What the lanes of upstreams begin with. */
    public static final String LANE_PREFIX = "upstream:";

    private final Supplier<List<Upstream>> all;
    private final boolean demo;

    private Upstreams(Supplier<List<Upstream>> all, boolean demo) {
        this.all = all;
        this.demo = demo;
    }

    /**
     * Upstreams as configured.
     *
     * @param upstreams one or more, each with a different name, the first for models without prefix
     */
    public static Upstreams of(List<Upstream> upstreams) {
        List<Upstream> copy = List.copyOf(upstreams);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("there is no upstream");
        }
        var names = new HashSet<String>();
        for (Upstream upstream : copy) {
            if (!names.add(upstream.name())) {
                throw new IllegalArgumentException("two upstreams are named " + upstream.name());
            }
        }
        return new Upstreams(() -> copy, false);
    }

    /**
     * The demo models of this very server.
     *
     * @param ownBaseUrl such as {@code http://127.0.0.1:8288/demo/v1}; asked at each use, because
     *     the port may be known only when the server listens
     * @param token what {@link DemoModels} asks for
     */
    public static Upstreams demo(Supplier<URI> ownBaseUrl, Secret token) {
        return new Upstreams(
                () ->
                        List.of(
                                Upstream.of(
                                        DemoModels.UPSTREAM, ownBaseUrl.get(), Optional.of(token))),
                true);
    }

    /** All of them, in order. */
    List<Upstream> all() {
        return all.get();
    }

    /** Whether models carry their upstream's name as a prefix. */
    boolean prefixed() {
        return all().size() > 1;
    }

    /** The upstream that takes a model; empty when none does. */
    Optional<Upstream> taking(String model) {
        if (demo && model.startsWith(DemoModels.PREFIX) && !DemoModels.NAMES.contains(model)) {
            return Optional.empty();
        }
        List<Upstream> upstreams = all();
        if (upstreams.size() > 1) {
            for (Upstream upstream : upstreams) {
                if (model.startsWith(upstream.name() + "/")) {
                    return Optional.of(upstream);
                }
            }
        }
        return Optional.of(upstreams.getFirst());
    }

    /** What the upstream itself calls a model. */
    String ownName(Upstream upstream, String model) {
        String prefix = upstream.name() + "/";
        return prefixed() && model.startsWith(prefix) ? model.substring(prefix.length()) : model;
    }

    /** The upstream whose jobs wait in a lane; empty when it is no longer configured. */
    Optional<Upstream> behind(LaneId lane) {
        return all().stream().filter(upstream -> upstream.lane().equals(lane)).findFirst();
    }

    /** {@inheritDoc} One model that always fails must not hold up the other demo models. */
    @Override
    public Optional<LanePolicy> of(LaneId lane) {
        return behind(lane)
                .map(upstream ->
                        new LanePolicy(
                                upstream.concurrency(),
                                0,
                                LanePolicy.Ordering.NONE,
                                false,
                                demo ? BreakerPolicy.OFF : BreakerPolicy.DEFAULT));
    }
}
