package dev.ringback.server.functions.crons;

import static dev.ringback.server.functions.crons.CronRig.cron;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.AnyStore;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.LossyDisk;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.MoodyDisk;
import dev.ringback.testkit.SeededIds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules on a disk that fails, and under a server that is started again and again. */
final class CronsThroughTroubleTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void eachTimeStartsTheFunctionOnceOrIsToldToBeMissed(long seed, @TempDir Path directory) {
        var random = new Random(seed);
        var disk = new MoodyDisk(new Random(seed));
        try (Store store = AnyStore.by(seed).open(directory);
                var rig = new CronRig("2026-06-01T11:59:30Z", new FaultyStore(store, disk))) {
            rig.register("app-f", cron("* * * * *"));
            for (int i = 0; i < 6; i++) {
                disk.moody(true);
                int moments = 10 + random.nextInt(20);
                for (int moment = 0; moment < moments; moment++) {
                    rig.time.advance(Duration.ofSeconds(7));
                }
                disk.moody(false);
                rig.stop();
                rig.startAfter(Duration.ofSeconds(random.nextInt(200)));
            }
            rig.settle();

            assertThat(covered(rig.startsOf("app-f")))
                    .containsExactlyElementsOf(minutes(rig.time.now()));
        }
    }

    /** A schedule begins, then each time starts the function and waits for the next. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachTimeStartsTheFunctionOnceThoughTheAnswerToACommitIsLost(long revision) {
        var disk =
                new LossyDisk(change ->
                        change.puts().stream()
                                .anyMatch(each ->
                                        each.kind().equals(CronSchedule.KIND)
                                                && each.revision() == revision));
        var store = new FaultyStore(new MemoryStore(), disk);
        try (var rig = new CronRig("2026-06-01T11:59:30Z", store)) {
            rig.register("app-f", cron("* * * * *"));
            Eventually.until(
                    "five minutes have had their turn",
                    () -> {
                        rig.time.advance(Duration.ofSeconds(1));
                        return covered(rig.startsOf("app-f")).size() >= 5;
                    });

            assertThat(disk.hasFailed()).isTrue();
            List<Instant> times = covered(rig.startsOf("app-f"));
            assertThat(times).containsExactlyElementsOf(minutes(times.getLast()));
        }
    }

    /** The minutes up to one. */
    private static List<Instant> minutes(Instant last) {
        return Stream.iterate(NOON, each -> !each.isAfter(last), each -> each.plus(MINUTE))
                .toList();
    }

    /** The minutes for which events stand. */
    static List<Instant> covered(List<FunctionEvent> events) {
        return events.stream().flatMap(CronsThroughTroubleTest::covered).toList();
    }

    private static Stream<Instant> covered(FunctionEvent event) {
        Instant last = Instant.parse(event.shownId());
        Instant first = event.data().parsed().text("/missedSince").map(Instant::parse).orElse(last);
        return Stream.iterate(first, each -> !each.isAfter(last), each -> each.plus(MINUTE));
    }

    @Test
    void aCallThatRunsTwiceIsCommittedOnce() {
        try (var rig = new CronRig("2026-06-01T11:59:30Z", new MemoryStore())) {
            rig.register("app-f", cron("* * * * *"));
            rig.stop();
            rig.time.advance(MINUTE);
            CronSchedule schedule = rig.schedules().getFirst();
            Call call = rig.store.call(CronRig.PROJECT, schedule.call()).orElseThrow();
            Event event = rig.store.event(call.event()).orElseThrow();
            Kind kind = kind(rig);

            Prepared once = kind.prepare(call, event, rig.time.now());
            Prepared twice = kind.prepare(call, event, rig.time.now());

            assertThat(commit(rig, once)).isInstanceOf(Committed.Done.class);
            assertThat(commit(rig, twice)).isInstanceOf(Committed.Stale.class);
            assertThat(kind.prepare(call, event, rig.time.now()))
                    .as("nothing is left to do")
                    .isEqualTo(new Prepared.Decide(CronKind.OVER));
        }
    }

    private static Kind kind(CronRig rig) {
        var changes = new CronChanges(rig.time, new SeededIds(50_000));
        return new CronKind(
                rig.store, new CronTriggers(rig.functions), changes, new CronSilence(rig.store));
    }

    private static Committed commit(CronRig rig, Prepared prepared) {
        return switch (prepared) {
            case Prepared.Decide(Kind.Settlement settlement) ->
                    rig.store.commit(List.of(settlement.consequences())).getFirst();
            case Prepared other -> throw new AssertionError(other.toString());
        };
    }
}
