package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Threads that publish events and submit jobs as fast as they get answers, through all crashes, and
 * remember what was acknowledged. Requests without an answer are sent again when their events have
 * ids of their own, and given up otherwise.
 */
final class Producers implements AutoCloseable {

    private static final String EVENTS = "/api/v1/events";
    private static final int BATCH = 8;
    private static final long PAUSE_NANOS = 5_000_000;

    /**
     * How many deliveries they may run ahead of the receiver, so that the end of a test does not
     * take long.
     */
    private static final int LEAD = 2_000;

    private final Site site;
    private final String webhookId;
    private final Set<String> events = ConcurrentHashMap.newKeySet();
    private final Set<String> generations = ConcurrentHashMap.newKeySet();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * Starts them.
     *
     * @param webhookId the endpoint that jobs name
     */
    Producers(Site site, String webhookId) {
        this.site = site;
        this.webhookId = webhookId;
        start("given", n -> publish(Site.event("given-" + n), true));
        start("more", n -> publish(Site.event("more-" + n), true));
        start("plain", n -> publish("{\"type\":\"order.paid\",\"data\":{\"n\":" + n + "}}", false));
        start("arrays", n -> publish(array(n), n % 2 == 0));
        start("jobs", this::submit);
    }

    private void start(String name, Consumer<Integer> once) {
        threads.add(Thread.ofVirtual().name(name).start(() -> run(once)));
    }

    private void run(Consumer<Integer> once) {
        try {
            for (int n = 0; !stopped; n++) {
                once.accept(n);
                while (!stopped && promised() - site.arrivals().distinct() > LEAD) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            faults.add(Thread.currentThread().getName() + ": " + e);
        }
    }

    /** How many deliveries were promised: events go to two endpoints. */
    private int promised() {
        return 2 * events.size() + generations.size();
    }

    private static String array(int n) {
        return IntStream.range(0, BATCH)
                .mapToObj(i ->
                        n % 2 == 0
                                ? Site.event("array-" + n + "-" + i)
                                : "{\"type\":\"order.paid\",\"data\":[" + n + "," + i + "]}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private void publish(String body, boolean again) {
        Optional<JsonNode> answer = acknowledged(EVENTS, body, again);
        answer.ifPresent(json -> {
            List<String> ids =
                    json.has("events")
                            ? StreamSupport.stream(json.get("events").spliterator(), false)
                                    .map(each -> each.get("id").asString())
                                    .toList()
                            : List.of(json.get("id").asString());
            events.addAll(ids);
            acknowledged.addAndGet(ids.size());
        });
    }

    private void submit(int n) {
        String body =
                """
                {"model": "demo/echo", "messages": [{"role": "user", "content": "Say %d"}],
                 "metadata": {"webhook_id": "%s"}}\
                """
                        .formatted(n, webhookId);
        acknowledged("/v1/slow/chat/completions", body, false)
                .ifPresent(json -> {
                    generations.add(json.get("id").asString());
                    acknowledged.incrementAndGet();
                });
    }

    /** What the server said yes to; empty when it gave no answer, or was stopping. */
    private Optional<JsonNode> acknowledged(String path, String body, boolean again) {
        while (site.api().awaitUp(() -> !stopped)) {
            Optional<Api.Answer> answer = site.api().tryToPost(path, body);
            if (answer.isPresent() && answer.get().status() / 100 == 2) {
                return Optional.of(answer.get().json());
            }
            answer.filter(each -> each.status() != 503)
                    .ifPresent(each -> faults.add(path + " came to " + each));
            if (!again) {
                return Optional.empty();
            }
            repeated.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Optional.empty();
    }

    /** How many events and jobs were acknowledged. */
    int count() {
        return acknowledged.get();
    }

    /** How many requests had to be sent again. */
    int repeatedRequests() {
        return repeated.get();
    }

    Set<String> events() {
        return events;
    }

    Set<String> generations() {
        return generations;
    }

    /** Returns when nothing more is sent; fails if the server ever refused something. */
    void stop() {
        stopped = true;
        for (Thread thread : threads) {
            Eventually.ended("a producer", thread);
        }
        assertThat(faults).as("what producers saw").isEmpty();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
