package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.Arrival;
import dev.ringback.testkit.crash.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/** The crash test itself: producers run, and what they rely on breaks again and again. */
final class CrashRounds {

    private static final String ONE = "/one";
    private static final String OTHER = "/other";
    private static final String GENERATIONS = "/generations";
    private static final String SUCCEEDED = "/api/v1/deliveries?state=succeeded&limit=100";
    private static final int MOST_PER_ROUND = 600;

    private final Site site;
    private final Random random;
    private final List<Long> starts = new ArrayList<>();
    private final List<Long> firstAgain = new ArrayList<>();
    private final List<Long> allAgain = new ArrayList<>();
    private int inFlight;

    /**
     * Prepares rounds.
     *
     * @param seed of the moments at which something breaks
     */
    CrashRounds(Site site, long seed) {
        this.site = site;
        this.random = new Random(seed);
    }

    /** A pace that keeps calls in flight: 20 to 100 ms. */
    static Duration slow(Random random) {
        return Duration.ofMillis(20L + random.nextInt(81));
    }

    /** Kills the server in each round. */
    void killed(int rounds) {
        run(rounds, this::crash);
    }

    /**
     * Does something else in each round, and checks the same at the end.
     *
     * @param trouble is given the producers, which go on meanwhile
     */
    void run(int rounds, Consumer<Producers> trouble) {
        starts.add(site.start().timeToReady().toMillis());
        site.endpoint(ONE, "order.*");
        site.endpoint(OTHER, "order.*");
        String webhookId = site.endpoint(GENERATIONS, "generation.*");
        try (var producers = new Producers(site, webhookId)) {
            for (int round = 0; round < rounds; round++) {
                int until = producers.count() + 1 + random.nextInt(MOST_PER_ROUND);
                Eventually.until("producers go on", () -> producers.count() >= until);
                trouble.accept(producers);
            }
            producers.stop();
            check(producers);
        }
    }

    /** Kills, starts again, and looks what comes of what was in flight. */
    private void crash(Producers producers) {
        int life = site.arrivals().life();
        long dead = site.kill();
        Set<Delivery> cutOff = site.arrivals().unansweredAt(dead);
        starts.add(site.start().timeToReady().toMillis());
        nothingSucceededUnseen();
        if (cutOff.isEmpty()) {
            return;
        }
        inFlight += cutOff.size();
        Eventually.until(
                "what was in flight is on its way again",
                () ->
                        cutOff.stream()
                                .allMatch(
                                        each -> site.arrivals().of(each).getLast().life() > life));
        firstAgain.add(millisFromReady(times(cutOff, life).min().orElseThrow()));
        allAgain.add(millisFromReady(times(cutOff, life).max().orElseThrow()));
    }

    private LongStream times(Set<Delivery> cutOff, int life) {
        return cutOff.stream()
                .flatMap(each ->
                        site.arrivals().of(each).stream().filter(one -> one.life() > life).limit(1))
                .mapToLong(Arrival::at);
    }

    private long millisFromReady(long moment) {
        return (moment - site.process().readyAt()) / 1_000_000;
    }

    /** The server must not believe in a success that the receiver knows nothing of. */
    private void nothingSucceededUnseen() {
        for (JsonNode delivery : site.api().get(SUCCEEDED).get("data")) {
            assertThat(site.arrivals().has(site.seen(delivery))).as("%s", delivery).isTrue();
        }
    }

    /** What must hold when all is over. */
    private void check(Producers producers) {
        Set<Delivery> missing = expected(producers);
        int promised = missing.size();
        Eventually.until(
                "all that was acknowledged arrives",
                () -> {
                    missing.removeIf(site.arrivals()::has);
                    return missing.isEmpty();
                });
        site.awaitNothingWaiting();
        notTooOften();
        consistent(producers);
        report(producers, promised);
    }

    private static Set<Delivery> expected(Producers producers) {
        var expected = new HashSet<Delivery>();
        for (String event : producers.events()) {
            expected.add(new Delivery(ONE, event));
            expected.add(new Delivery(OTHER, event));
        }
        for (String generation : producers.generations()) {
            String event = Site.escaped(generation + ":completed");
            expected.add(new Delivery(GENERATIONS, event));
        }
        return expected;
    }

    /**
     * A call holds its place in the lane until its end is on disk. So when a server dies, no more
     * than the endpoint's in-flight limit were sent without their end being known, and only those
     * may be sent again; a success that is on disk never is.
     */
    private void notTooOften() {
        assertThat(site.arrivals().repeatedWithinALife()).isEmpty();
        assertThat(site.arrivals().repeatedLater())
                .allSatisfy(
                        (_, repeated) -> assertThat(repeated).isLessThanOrEqualTo(Site.IN_FLIGHT));
    }

    private void consistent(Producers producers) {
        Together.each(producers.events(), event -> succeeded(event, 2));
        Together.each(
                producers.generations(),
                generation -> {
                    succeeded(generation + ":completed", 1);
                    JsonNode shown = site.api().get("/v1/generation/" + generation);
                    assertThat(shown.get("state").asString()).isEqualTo("Success");
                });
        var believed = new HashSet<Delivery>();
        List<JsonNode> succeeded = site.all(SUCCEEDED);
        succeeded.forEach(each -> believed.add(site.seen(each)));
        assertThat(believed).hasSameSizeAs(succeeded).allMatch(site.arrivals()::has);
        assertThat(believed).hasSize(site.arrivals().distinct());
    }

    private void succeeded(String event, int endpoints) {
        assertThat(site.deliveries(event).toString())
                .as(event)
                .isEqualTo(
                        "{\"waiting\":0,\"succeeded\":%d,\"dead\":0,\"cancelled\":0}"
                                .formatted(endpoints));
    }

    private void report(Producers producers, int promised) {
        long repeats = site.arrivals().count() - site.arrivals().distinct();
        System.out.printf(
                "crash rounds: %d acknowledged, %d deliveries promised, none lost; %d cut off, %d"
                        + " repeated, %d requests sent again;%n ms to ready %s; from ready to the"
                        + " first arrival of what was cut off %s, to the last %s%n",
                producers.count(),
                promised,
                inFlight,
                repeats,
                producers.repeatedRequests(),
                starts,
                firstAgain,
                allAgain);
    }
}
