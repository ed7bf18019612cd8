package dev.ringback.server.observe;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.server.filters.Verdict;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.logs.Logs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The metrics of the process, and their text for Prometheus; docs/operating.md names all. */
public final class Metrics implements Feature {

    private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

    private final PrometheusMeterRegistry registry = faultless();
    private final AttemptMeters attempts = new AttemptMeters(registry);
    private final UpstreamMeters upstreams = new UpstreamMeters(registry);
    private final Counter accepted = counter("ringback.events.accepted", "Events taken");
    private final Counter duplicate =
            counter("ringback.events.duplicate", "Events left out: their id was known");
    private final Counter bugs = counter("ringback.bugs", "Calls that a bug stopped");
    private final Counter commitFailures =
            counter("ringback.commit.failures", "Transactions that failed");
    private final DistributionSummary changes =
            DistributionSummary.builder("ringback.commit.changes")
                    .description("Changes that were committed together")
                    .serviceLevelObjectives(BATCHES)
                    .register(registry);
    private final Timer commits =
            Timer.builder("ringback.commit")
                    .description("How long a group commit took")
                    .serviceLevelObjectives(AttemptMeters.BUCKETS)
                    .register(registry);
    private final Exposition exposition;
    private volatile Function<LaneId, Optional<ProjectId>> projects = _ -> Optional.empty();

    /** Metrics whose lanes are looked up when they are read. */
    public Metrics(Supplier<Stream<LaneStatus>> lanes, Supplier<Instant> now) {
        this.exposition =
                new Exposition(
                        registry::scrape, () -> LaneText.of(lanes.get(), now.get(), projects));
    }

    /** Without what Prometheus' own checker finds fault with, and other names say better. */
    private static PrometheusMeterRegistry faultless() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        return registry;
    }

    /** Adds memory, threads, processor time and uptime of the process. */
    public Metrics withProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return this;
    }

    /**
     * Adds the gauges of an upstream, which are looked up when they are read.
     *
     * @param inFlight how many requests are under way
     * @param waiting how many wait for a place
     * @param open whether it fails again and again
     * @param busy how many clients it has had no place for
     */
    public void upstream(
            String name,
            IntSupplier inFlight,
            IntSupplier waiting,
            BooleanSupplier open,
            LongSupplier busy) {
        upstreams.add(name, inFlight, waiting, open, busy);
    }

    /**
     * Adds whether the server is ready, and each reason for which it may not be.
     *
     * @param broken the codes of the reasons that stand, looked up when they are read
     */
    public void readiness(List<String> codes, Supplier<List<String>> broken) {
        gauge(
                "ringback.ready",
                "Whether it takes requests",
                Tags.empty(),
                () -> broken.get().isEmpty() ? 1 : 0);
        for (String code : codes) {
            gauge(
                    "ringback.not.ready",
                    "Whether this keeps it from taking requests",
                    Tags.of("reason", code),
                    () -> broken.get().contains(code) ? 1 : 0);
        }
    }

    /**
     * A request was refused before anybody looked at what it asks for.
     *
     * @param refusal its code is one of a few, and the reason that is counted
     */
    public void refused(Refusal refusal) {
        count(
                "ringback.requests.refused",
                "Requests that were refused at the door",
                "reason",
                refusal.code());
    }

    /** A request to a source ended so; the words are of a few. */
    public void received(String provider, String outcome) {
        count(
                "ringback.source.requests",
                "Requests to sources",
                "provider",
                provider,
                "outcome",
                outcome);
    }

    /** A run of a function ended like this. */
    public void ran(String status) {
        count("ringback.runs", "Runs of functions that have ended", "status", status);
    }

    /** Says whose the lanes of endpoints are. */
    public void endpoints(Function<LaneId, Optional<ProjectId>> owners) {
        projects = owners;
    }

    /** Hears what the engine does: counts it here, and has it logged. */
    public Observer observer(Logs logs) {
        return new Observer(this, logs);
    }

    /** Adds how many lines the log has lost. */
    public void log(LongSupplier dropped) {
        FunctionCounter.builder(
                        "ringback.log.lines.dropped", this, _ -> (double) dropped.getAsLong())
                .description("Lines of the log that were dropped")
                .register(registry);
    }

    /** Counts the calls that are given up, once that is on disk. */
    @Override
    public List<Follower> followers() {
        return List.of(change ->
                change.everyMove().stream()
                        .filter(move -> move.next() instanceof CallState.Dead)
                        .forEach(move -> dead(move.call().kind())));
    }

    private void dead(String kind) {
        count("ringback.calls.dead", "Calls that were given up", "kind", kind);
    }

    /** A filter was asked about an event, and said this. */
    public void asked(Verdict verdict) {
        count(
                "ringback.filter.evaluations",
                "Filters that were asked about events",
                "outcome",
                verdict.word());
    }

    /** Shows how long SQLite's write-ahead log is. */
    public void writeAheadLog(LongSupplier bytes) {
        Gauge.builder("ringback.sqlite.wal.bytes", () -> (double) bytes.getAsLong())
                .description("Length of the write-ahead log")
                .register(registry);
    }

    /** Shows the account of what is held in memory, and who waits for room in it. */
    public void memory(ByteBudget budget, IntSupplier waiting) {
        Gauge.builder("ringback.bytes.held", budget::held)
                .description("Bytes that have been taken of the account of memory")
                .register(registry);
        Gauge.builder("ringback.bytes.limit", budget::limit)
                .description("Bytes that there are in the account of memory")
                .register(registry);
        String who = "Lanes and runs that wait for room in memory";
        gauge("ringback.bytes.waiting", who, Tags.empty(), waiting);
    }

    /** Adds how much work waits for filters to be asked, which is looked up when it is read. */
    public void filters(IntSupplier waiting) {
        gauge("ringback.filter.waiting", "Work that waits for filters", Tags.empty(), waiting);
    }

    /** An upstream said how many tokens a request and its answer had. */
    public void tokens(String upstream, long input, long output) {
        upstreams.tokens(upstream, input, output);
    }

    /** Events were taken. */
    void accepted(int events) {
        accepted.increment(events);
    }

    /** Events were left out because their ids are known. */
    void duplicates(int events) {
        duplicate.increment(events);
    }

    @Override
    public List<Route> routes() {
        return List.of(route());
    }

    /** The route that serves the text. */
    Route route() {
        return Route.probe("/metrics", exposition::answer);
    }

    /** The text, in Prometheus' exposition format 0.0.4. */
    public String text() {
        return exposition.plain();
    }

    void attempted(String kind, Outcome outcome, long totalMicros) {
        attempts.attempted(kind, outcome, totalMicros);
    }

    void committed(int count, Duration took) {
        changes.record(count);
        commits.record(took);
    }

    void commitFailed() {
        commitFailures.increment();
    }

    void broke() {
        bugs.increment();
    }

    private void gauge(String name, String description, Tags tags, IntSupplier value) {
        Gauge.builder(name, value::getAsInt).description(description).tags(tags).register(registry);
    }

    private void count(String name, String description, String... tags) {
        Counter.builder(name).description(description).tags(tags).register(registry).increment();
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
