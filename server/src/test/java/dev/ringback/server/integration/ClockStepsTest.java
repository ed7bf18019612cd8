package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A running server whose machine's clock is set, back and ahead, also while it is stopped. */
final class ClockStepsTest {

    private static final int BEFORE = 24;
    private static final int AFTER = 6;

    private final WrongClock clock = new WrongClock();

    /** What each kind of endpoint has to deliver when the clock steps; see the receivers. */
    private record Owed(Hook hook, RudeReceiver receiver) {

        boolean has(int events) {
            return new HashSet<>(
                                    receiver.received().stream()
                                            .filter(each -> !each.method().equals("OPTIONS"))
                                            .map(each -> each.header("webhook-id").orElseThrow())
                                            .toList())
                            .size()
                    >= events;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT2H", "PT2H", "-P3650D"})
    void backlogsOfEveryKindGoOnUnderWayWhenTheClockIsSet(Duration step) {
        var down = new AtomicBoolean(true);
        var set = new CountDownLatch(1);
        Function<Received, Behaviour> slow = _ -> answering(set);
        Function<Received, Behaviour> broken =
                _ -> down.get() ? Behaviour.Answer.of(500, "down") : Behaviour.OK;
        try (var ringback = Ringback.start(Ringback.PRIVATE, clock.host());
                var plain = RudeReceiver.start(Behaviour.OK);
                var ordered = RudeReceiver.start(slow);
                var recovering = RudeReceiver.start(broken);
                var narrow = RudeReceiver.start(slow);
                var rated = RudeReceiver.start(Behaviour.OK)) {
            Tenant tenant = ringback.tenant();
            List<Owed> all = new ArrayList<>();
            all.add(new Owed(tenant.hook(plain), plain));
            all.add(new Owed(tenant.hook(ordered, "{'ordering':'fifo'}"), ordered));
            all.add(
                    new Owed(
                            tenant.hook(recovering, "{" + Hook.PATIENT + ",'max_in_flight':64}"),
                            recovering));
            all.add(new Owed(tenant.hook(narrow, "{'max_in_flight':2}"), narrow));
            all.add(new Owed(tenant.hook(rated, "{'rate_per_second':5}"), rated));
            publish(tenant, BEFORE);
            Tenant.until("the broken one was asked", () -> !recovering.received().isEmpty());
            clock.set(step);
            down.set(false);
            set.countDown();
            publish(tenant, AFTER);
            all.forEach(owed -> Tenant.until("all is delivered", () -> owed.has(BEFORE + AFTER)));
            all.forEach(owed ->
                    Tenant.until(
                            "nothing waits",
                            () ->
                                    tenant.deliveries("state=waiting&endpoint=" + owed.hook().id())
                                            .isEmpty()));
        }
    }

    @Test
    void aSignatureTellsTheTimeThatTheMachineTells() {
        try (var ringback = Ringback.start(Ringback.PRIVATE, clock.host());
                var receiver = RudeReceiver.start(Behaviour.OK)) {
            Tenant tenant = ringback.tenant();
            tenant.hook(receiver);
            tenant.publish("a.b");
            receiver.await(1);
            clock.set(Duration.ofHours(-2));
            tenant.publish("a.b");
            Received last = receiver.await(2).getLast();
            long signed = Long.parseLong(last.header("webhook-timestamp").orElseThrow());
            assertThat(signed).isCloseTo(clock.instant().getEpochSecond(), within(600L));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT44S", "-PT2H", "-P3650D", "PT2H"})
    void afterARestartWithTheClockSetNothingIsRefusedAndEverythingEnds(Duration step) {
        Map<String, List<String>> flags = Ringback.PRIVATE;
        var down = new AtomicBoolean(true);
        try (var receiver =
                RudeReceiver.start((Received _) ->
                        down.get() ? Behaviour.Answer.of(500, "down") : Behaviour.OK)) {
            var first = Ringback.start(flags, clock.host());
            Tenant tenant = first.tenant();
            Hook hook = tenant.hook(receiver, "{" + Hook.PATIENT + "}");
            String waiting = tenant.publish("a.b");
            tenant.attempted(waiting, hook, 1);
            publish(tenant, BEFORE);
            String last = tenant.publish("a.b");
            clock.set(step);
            down.set(false);
            try (var second = first.restarted(flags, clock.host())) {
                Tenant same = new Tenant(second.admin().with(tenant.api().key()));
                List<String> events = new ArrayList<>(List.of(waiting));
                for (int i = 0; i < AFTER; i++) {
                    events.add(same.publish("a.b"));
                }
                assertThat(events.subList(1, events.size()))
                        .as("ids begin above the greatest there was")
                        .allMatch(event -> event.compareTo(last) > 0)
                        .isSorted();
                events.forEach(event -> same.delivery(event, hook, "succeeded"));
                String job =
                        same.api()
                                .post(
                                        "/v1/slow/chat/completions",
                                        "{'model':'demo/echo','messages':"
                                                + "[{'role':'user','content':'hi'}]}")
                                .expect(200)
                                .text("id");
                Tenant.until(
                        "the job has ended",
                        () ->
                                same.api()
                                        .get("/v1/generation/" + job)
                                        .expect(200)
                                        .text("state")
                                        .equals("Success"));
            }
        }
    }

    private static void publish(Tenant tenant, int count) {
        for (int i = 0; i < count; i++) {
            tenant.publish("a.b");
        }
    }

    /** An answer that does not come before the clock is set, so that a backlog stands. */
    private static Behaviour answering(CountDownLatch set) {
        Eventually.open("the clock is set", set);
        return Behaviour.OK;
    }
}
