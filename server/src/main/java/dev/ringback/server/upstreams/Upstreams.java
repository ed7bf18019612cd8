package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The model servers, and which of them takes a model.
 *
 * <p>Of several, {@code NAME/model} goes to the one of that name, without the prefix. Otherwise the
 * first one with a pattern that the model matches takes it, and if there is none the first one
 * without patterns. Without any upstream there are the built-in demo models. For local work they
 * take every model, so that an example with any model name can be tried, but for an unknown name
 * that begins with {@code demo/}; otherwise they take their own names only, lest an echo be taken
 * for an answer.
 */
public final class Upstreams implements LanePolicies {

    /** What the lanes of upstreams begin with. */
    public static final String LANE_PREFIX = "upstream:";

    /** Name of the upstream of the demo models. */
    public static final String DEMO = "demo";

    private static final String DEMO_PREFIX = DEMO + "/";

    /** Whoever tries what a failure looks like should not wait for a quarter of an hour. */
    private static final RetrySchedule DEMO_RETRIES =
            new RetrySchedule(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), 0);

    private final Supplier<Routing> routing;
    private final Set<String> demoModels;
    private final boolean anyName;
    private final UpstreamHealth health;

    private Upstreams(
            Supplier<Routing> routing,
            Set<String> demoModels,
            boolean anyName,
            UpstreamHealth health) {
        this.routing = routing;
        this.demoModels = demoModels;
        this.anyName = anyName;
        this.health = health;
    }

    /** Upstreams as configured, none of which is ever left alone; otherwise as below. */
    public static Upstreams of(List<Upstream> upstreams) {
        return of(upstreams, new UpstreamHealth(() -> Instant.EPOCH));
    }

    /**
     * Upstreams as configured.
     *
     * @param upstreams one or more, in the order of preference, without a {@link #problemWith}
     * @param health tells which of them are to be left alone while there is a fallback
     */
    public static Upstreams of(List<Upstream> upstreams, UpstreamHealth health) {
        if (upstreams.isEmpty()) {
            throw new IllegalArgumentException("there is no upstream");
        }
        Optional<String> problem = problemWith(upstreams);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        var routing = new Routing(List.copyOf(upstreams));
        return new Upstreams(() -> routing, Set.of(), false, health);
    }

    /**
     * The demo models of this very server.
     *
     * @param ownBaseUrl such as {@code http://127.0.0.1:8288/demo/v1}; asked at each use, because
     *     the port may be known only when the server listens
     * @param token what the demo models ask for
     * @param models the names of those there are, each beginning with {@code demo/}
     * @param anyName whether they take any other name as well
     */
    public static Upstreams demo(
            Supplier<URI> ownBaseUrl, Secret token, Set<String> models, boolean anyName) {
        Supplier<Upstream> demo =
                () ->
                        Upstream.of(DEMO, ownBaseUrl.get(), Optional.of(token))
                                .withRetries(DEMO_RETRIES);
        return new Upstreams(
                () -> new Routing(List.of(demo.get())),
                Set.copyOf(models),
                anyName,
                new UpstreamHealth(() -> Instant.EPOCH));
    }

    /** Says in words why upstreams do not go together; empty when they do. */
    public static Optional<String> problemWith(List<Upstream> upstreams) {
        return Routing.problemWith(upstreams);
    }

    /** All of them, in order. */
    public List<Upstream> all() {
        return routing.get().upstreams();
    }

    /** Whether they are the demo models, which answer in this very process. */
    public boolean areDemo() {
        return !demoModels.isEmpty();
    }

    /** Whether models carry their upstream's name as a prefix. */
    public boolean prefixed() {
        return routing.get().prefixed();
    }

    /**
     * The upstream that takes a model, or a fallback while that one ails; empty when none takes it.
     */
    public Optional<UpstreamChoice> taking(String model) {
        boolean others = anyName && !model.startsWith(DEMO_PREFIX);
        if (areDemo() && !demoModels.contains(model) && !others) {
            return Optional.empty();
        }
        List<UpstreamChoice> chain = routing.get().chain(model);
        return chain.stream()
                .filter(choice -> !health.ails(choice.upstream()))
                .findFirst()
                .or(() -> chain.stream().findFirst());
    }

    /** What is said of a model that none takes. */
    public String unserved(String model) {
        String said = "no upstream serves the model '%s'".formatted(model);
        return areDemo()
                ? "%s: there are only the demo models %s; name a model server by"
                        .concat(" --upstream NAME=URL")
                        .formatted(said, String.join(", ", demoModels.stream().sorted().toList()))
                : said;
    }

    /**
     * The upstream whose jobs wait in a lane, for a model that led there; empty when it is no
     * longer configured.
     */
    public Optional<UpstreamChoice> behind(LaneId lane, String model) {
        Routing now = routing.get();
        return behind(lane)
                .map(upstream ->
                        now.chain(model).stream()
                                .filter(each -> each.upstream().name().equals(upstream.name()))
                                .findFirst()
                                .orElseGet(() -> now.at(upstream, model)));
    }

    /**
     * Where a job goes when the upstream of its lane has failed it: the next of the fallbacks of
     * the model's first choice; empty when there is none.
     */
    public Optional<UpstreamChoice> after(LaneId lane, String model) {
        return routing.get().chain(model).stream()
                .dropWhile(choice -> !name(lane).equals(Optional.of(choice.upstream().name())))
                .skip(1)
                .findFirst();
    }

    /**
     * Where a job goes without its lane's upstream being asked: {@link #after} while that one ails;
     * empty when it is to be asked. Asked just before, because now and then a job is to see whether
     * the upstream is well again, and whoever gets no answer here is to send it a request.
     */
    public Optional<UpstreamChoice> insteadOf(LaneId lane, String model) {
        return after(lane, model).filter(_ -> behind(lane).filter(health::ailing).isPresent());
    }

    /** The rule by which the upstream of a lane is asked again. */
    public RetryPolicy retries(LaneId lane) {
        return behind(lane)
                .map(Upstream::retryPolicy)
                .orElseGet(() -> new RetryPolicy(Upstream.DEFAULT_RETRIES, false));
    }

    /** The name of the upstream whose jobs wait in a lane; empty for a lane of anything else. */
    public static Optional<String> name(LaneId lane) {
        return lane.value().startsWith(LANE_PREFIX)
                ? Optional.of(lane.value().split(":", -1)[1])
                : Optional.empty();
    }

    /**
     * The lanes in which a project's jobs wait for the upstream of that name; none when it is no
     * name. Jobs of earlier releases wait, or waited, in lanes that projects shared.
     */
    public static List<LaneId> lanes(String name, ProjectId project) {
        return Upstream.isName(name)
                ? Stream.of(UpstreamQueue.values())
                        .flatMap(queue ->
                                queue == UpstreamQueue.TASKS
                                        ? Stream.of(queue.of(name, project))
                                        : Stream.of(queue.of(name, project), shared(name, queue)))
                        .toList()
                : List.of();
    }

    /** The line that a lane of an upstream is. */
    public static UpstreamQueue queue(LaneId lane) {
        String[] parts = lane.value().split(":", -1);
        return Optional.of(parts)
                .filter(each -> each.length > 2)
                .flatMap(each -> UpstreamQueue.parse(each[2]))
                .orElse(UpstreamQueue.JOBS);
    }

    /** What stands for the lanes of all projects that are like this one; empty for another lane. */
    public static Optional<LaneId> shared(LaneId lane) {
        return name(lane).map(name -> shared(name, queue(lane)));
    }

    private static LaneId shared(String name, UpstreamQueue queue) {
        return new LaneId(
                switch (queue) {
                    case JOBS -> LANE_PREFIX + name;
                    case BATCHES, TASKS -> LANE_PREFIX + name + ":" + queue.word();
                });
    }

    private Optional<Upstream> behind(LaneId lane) {
        Optional<String> name = name(lane);
        return all().stream()
                .filter(upstream -> name.equals(Optional.of(upstream.name())))
                .findFirst();
    }

    /**
     * {@inheritDoc} One model that always fails must not hold up the other demo models. Nor does a
     * lane wait when its jobs have a fallback to go to. Who asks about a task waits longer each
     * time by itself.
     */
    @Override
    public Optional<LanePolicy> of(LaneId lane) {
        return behind(lane)
                .map(upstream ->
                        new LanePolicy(
                                upstream.limits().concurrency(),
                                0,
                                LanePolicy.Ordering.NONE,
                                false,
                                demoModels.isEmpty()
                                                && upstream.fallbacks().isEmpty()
                                                && queue(lane) != UpstreamQueue.TASKS
                                        ? BreakerPolicy.DEFAULT
                                        : BreakerPolicy.OFF,
                                true));
    }
}
