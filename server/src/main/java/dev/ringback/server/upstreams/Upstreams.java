package dev.ringback.server.upstreams;

import dev.ringback.kernel.BreakerPolicy;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.LanePolicies;
import dev.ringback.kernel.LanePolicy;
import dev.ringback.server.endpoints.Secret;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** Name of the upstream of the demo models. */
    public static final String DEMO = "demo";

    private static final String DEMO_PREFIX = DEMO + "/";

    private final Supplier<List<Upstream>> all;
    private final Set<String> demoModels;

    private Upstreams(Supplier<List<Upstream>> all, Set<String> demoModels) {
        this.all = all;
        this.demoModels = demoModels;
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
        return new Upstreams(() -> copy, Set.of());
    }

    /**
     * The demo models of this very server.
     *
     * @param ownBaseUrl such as {@code http://127.0.0.1:8288/demo/v1}; asked at each use, because
     *     the port may be known only when the server listens
     * @param token what the demo models ask for
     * @param models the names of those there are, each beginning with {@code demo/}
     */
    public static Upstreams demo(Supplier<URI> ownBaseUrl, Secret token, Set<String> models) {
        return new Upstreams(
                () -> List.of(Upstream.of(DEMO, ownBaseUrl.get(), Optional.of(token))),
                Set.copyOf(models));
    }

    /** All of them, in order. */
    public List<Upstream> all() {
        return all.get();
    }

    /** Whether models carry their upstream's name as a prefix. */
    public boolean prefixed() {
        return all().size() > 1;
    }

    /** The upstream that takes a model; empty when none does. */
    public Optional<Choice> taking(String model) {
        if (model.startsWith(DEMO_PREFIX) && !demoModels.isEmpty() && !demoModels.contains(model)) {
            return Optional.empty();
        }
        List<Upstream> upstreams = all();
        if (upstreams.size() > 1) {
            for (Upstream upstream : upstreams) {
                if (model.startsWith(upstream.name() + "/")) {
                    return Optional.of(chosen(upstream, model));
                }
            }
        }
        return Optional.of(chosen(upstreams.getFirst(), model));
    }

    /**
     * The upstream whose jobs wait in a lane, for a model that led there; empty when it is no
     * longer configured.
     */
    public Optional<Choice> behind(LaneId lane, String model) {
        return behind(lane).map(upstream -> chosen(upstream, model));
    }

    /**
     * Where a job goes when the upstream of its lane has failed it: the next of the fallbacks of
     * the model's first choice; empty when there is none.
     */
    public Optional<Choice> after(LaneId lane, String model) {
        return Optional.empty();
    }

    /** The line that a lane of an upstream is. */
    public static Line line(LaneId lane) {
        return lane.value().endsWith(Line.BATCHES.suffix()) ? Line.BATCHES : Line.JOBS;
    }

    private Choice chosen(Upstream upstream, String model) {
        String prefix = upstream.name() + "/";
        return new Choice(
                upstream,
                prefixed() && model.startsWith(prefix) ? model.substring(prefix.length()) : model);
    }

    private Optional<Upstream> behind(LaneId lane) {
        return all().stream()
                .filter(upstream -> upstream.lane(line(lane)).equals(lane))
                .findFirst();
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
                                demoModels.isEmpty() ? BreakerPolicy.DEFAULT : BreakerPolicy.OFF));
    }
}
