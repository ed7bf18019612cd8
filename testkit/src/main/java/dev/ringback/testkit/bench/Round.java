package dev.ringback.testkit.bench;

import dev.ringback.testkit.JsonValue;
import dev.ringback.testkit.crash.Arrival;
import dev.ringback.testkit.crash.Arrivals;
import dev.ringback.testkit.crash.Delivery;
import dev.ringback.testkit.upstream.Answered;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** So many generations, from the first submission to the last webhook. */
final class Round {

    private static final String SUBMIT = "/v1/slow/chat/completions";
    private static final String[] OWN_ID = {"metadata", "custom_id"};

    private static final long PAUSE_NANOS = 5_000_000;

    private final String prefix;
    private final Target target;
    private final Load load;
    private final StubUpstream stub;
    private final Arrivals arrivals;
    private final Map<String, String> generations = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<RuntimeException> faults = new ConcurrentLinkedQueue<>();

    /** The server, a key of it, and the endpoint that is told. */
    record Target(URI server, String key, String endpoint) {}

    /** How many jobs, by how many threads, and at most how many of them a second; 0 for any. */
    record Load(int count, int submitters, int rate) {}

    /** Prepares one whose jobs have ids of their own that begin like this. */
    Round(String prefix, Target target, Load load, StubUpstream stub, Arrivals arrivals) {
        this.prefix = prefix;
        this.target = target;
        this.load = load;
        this.stub = stub;
        this.arrivals = arrivals;
    }

    /** What came of it: in words, and how many jobs nobody was told of in time. */
    record Result(String words, int lost) {}

    /** Runs it, no longer than that. */
    Result run(String hook, Duration atMost) {
        int known = arrivals.distinct();
        long before = arrivals.count();
        long began = System.nanoTime();
        submit(began);
        long submitted = System.nanoTime();
        while (arrivals.distinct() < known + load.count()
                && System.nanoTime() - began < atMost.toNanos()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        long drained = System.nanoTime();
        int told = arrivals.distinct() - known;
        int lost = load.count() - heardOf(hook);
        String words =
                """
                %d submitted in %d ms (%d/s), all told after %d ms, at most %d at once upstream
                  upstream's last byte to webhook, ms: %s
                  lost %d, duplicates %d, upstream calls repeated %d, connections to upstream %d\
                """
                        .formatted(
                                generations.size(),
                                millis(submitted - began),
                                generations.size() * 1_000_000_000L / (submitted - began),
                                millis(drained - began),
                                stub.busiest(),
                                delays(hook),
                                lost,
                                arrivals.count() - before - told,
                                repeated(),
                                stub.connections());
        return new Result(words, lost);
    }

    private int heardOf(String hook) {
        return Math.toIntExact(
                generations.values().stream()
                        .filter(generation -> arrivals.has(delivery(hook, generation)))
                        .count());
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    private static Delivery delivery(String hook, String generation) {
        return new Delivery(hook, generation + ":completed");
    }

    private void submit(long began) {
        var next = new AtomicInteger();
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            for (int i = 0; i < load.submitters(); i++) {
                threads.execute(() -> submitSome(next, began));
            }
        }
        if (!faults.isEmpty()) {
            throw faults.element();
        }
    }

    private void submitSome(AtomicInteger next, long began) {
        try (var connection = new KeptConnection(target.server(), target.key())) {
            for (int n = next.getAndIncrement(); n < load.count(); n = next.getAndIncrement()) {
                awaitTurn(n, began);
                String own = prefix + n;
                generations.put(own, submitted(connection, own));
            }
        } catch (RuntimeException e) {
            faults.add(e);
        }
    }

    private void awaitTurn(int n, long began) {
        if (load.rate() > 0) {
            long turn = began + n * 1_000_000_000L / load.rate();
            for (long left = turn - System.nanoTime(); left > 0; left = turn - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private String submitted(KeptConnection connection, String own) {
        String body =
                """
                {"model":"stub-1","messages":[{"role":"user","content":"What is the capital of\
                 France? Answer in one word."}],"metadata":{"webhook_id":"%s","custom_id":"%s"}}\
                """
                        .formatted(target.endpoint(), own);
        KeptConnection.Answer answer = connection.post(SUBMIT, body);
        return JsonValue.read(answer.body())
                .at("id")
                .text()
                .orElseThrow(() -> new IllegalStateException("refused: " + answer));
    }

    /** For each job, from the last byte of its last answer to its webhook. */
    private String delays(String hook) {
        Map<String, Long> lastBytes = new HashMap<>();
        for (Answered each : stub.answered()) {
            each.asked()
                    .json()
                    .at(OWN_ID)
                    .text()
                    .ifPresent(own -> lastBytes.put(own, each.lastByteAt()));
        }
        List<Long> delays = new ArrayList<>();
        generations.forEach((own, generation) -> {
            List<Arrival> all = arrivals.of(delivery(hook, generation));
            if (!all.isEmpty() && lastBytes.containsKey(own)) {
                delays.add(all.getFirst().at() - lastBytes.get(own));
            }
        });
        if (delays.isEmpty()) {
            return "none";
        }
        delays.sort(null);
        return "p50 %.2f, p90 %.2f, p99 %.2f, max %.2f"
                .formatted(
                        quantile(delays, 0.5),
                        quantile(delays, 0.9),
                        quantile(delays, 0.99),
                        quantile(delays, 1));
    }

    private static double quantile(List<Long> sorted, double share) {
        int place = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, place)) / 1e6;
    }

    private int repeated() {
        return stub.timesAsked(OWN_ID).entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .mapToInt(each -> each.getValue() - 1)
                .sum();
    }
}
