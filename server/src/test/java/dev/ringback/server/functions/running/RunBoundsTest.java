package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.kept.Run;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What bounds the runs of a function: how many at a time, in which order, and of which events. */
final class RunBoundsTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";

    private final RunRig rig = new RunRig();
    private final Semaphore open = new Semaphore(0);
    private final List<String> order = new CopyOnWriteArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void close() {
        open.release(1_000);
        rig.close();
    }

    /** An app whose answers wait to be let go; it notes whom it was asked for. */
    private Says slow(ParsedJson body, String answer) {
        order.add(body.text("/event/data/n").orElse("?"));
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        open.acquireUninterruptibly();
        inside.decrementAndGet();
        return Says.returned(answer);
    }

    private void send(String... numbers) {
        for (String number : numbers) {
            rig.send("a", "{'n':" + number + ",'k':'" + (char) ('x' + number.length() % 2) + "'}");
        }
    }

    @Test
    void soManyRunAtATimeAsTheFunctionSays() {
        rig.function("app-f", ON_A + ",'concurrency':2", body -> slow(body, "1"));
        send("1", "2", "3", "4", "5");

        rig.until("two are asked", () -> inside.get() == 2);
        open.release(5);
        rig.untilAllHaveEnded(5);

        assertThat(most).hasValue(2);
    }

    @Test
    void aRunThatBeginsLateTakesItsTurnByWhenItsEventCame() {
        rig.function("app-f", ON_A, body -> Says.returned("1"));
        rig.functions.pause("app-f", true);
        rig.restart();
        Event event = rig.send("a", "{}");
        rig.time.advance(Duration.ofMinutes(5));
        rig.functions.pause("app-f", false);
        rig.restart();
        rig.untilAllHaveEnded(1);

        Run run = rig.run("app-f").run();
        assertThat(run.rank()).isEqualTo(event.acceptedAt()).isBefore(run.queuedAt());
    }

    @Test
    void eachValueOfAKeyHasItsOwnPlaces() {
        rig.function(
                "app-f",
                ON_A + ",'concurrency':[{'limit':1,'key':'event.data.k'}]",
                body -> slow(body, "1"));
        send("1", "2", "33", "44");

        rig.until("one of each key is asked", () -> inside.get() == 2);
        open.release(4);
        rig.untilAllHaveEnded(4);

        assertThat(most).hasValue(2);
        assertThat(order.subList(0, 2)).extracting(String::length).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void functionsShareTheBoundsOfTheProject() {
        String bound = ",'concurrency':[{'limit':1,'key':'\\\"all\\\"','scope':'env'}]";
        rig.function("app-f", ON_A + bound, body -> slow(body, "1"));
        rig.function("app-g", ON_A + bound, body -> slow(body, "2"));
        send("1", "2");

        rig.until("one is asked", () -> inside.get() == 1);
        open.release(4);
        rig.untilAllHaveEnded(4);

        assertThat(most).hasValue(1);
    }

    @Test
    void aRunGoesOnBeforeOneThatCameLaterBegins() {
        rig.function(
                "app-f",
                ON_A + ",'concurrency':1",
                body -> {
                    Says ended = slow(body, "1");
                    return body.at("/steps/one").isPresent()
                            ? ended
                            : Says.ops("[{'op':'StepRun','id':'one','data':1}]");
                });
        send("1");
        rig.until("it is asked", () -> inside.get() == 1);
        rig.time.step(Duration.ofSeconds(1));
        send("2", "3");
        rig.until("all have begun to wait", () -> rig.runs().size() == 3);
        open.release(6);
        rig.untilAllHaveEnded(3);

        assertThat(order.subList(0, 2)).containsExactly("1", "1");
    }

    @Test
    void whatIsMoreImportantGoesFirst() {
        rig.function(
                "app-f",
                ON_A + ",'concurrency':1,'priority':{'run':'event.data.n == 3 ? 300 : -10'}",
                body -> slow(body, "1"));
        send("1");
        rig.until("it is asked", () -> inside.get() == 1);
        send("2", "3");
        rig.until("all have begun to wait", () -> rig.runs().size() == 3);
        open.release(3);
        rig.untilAllHaveEnded(3);

        assertThat(order).containsExactly("1", "3", "2");
    }

    @Test
    void ofEventsWithOneKeyTheFirstStartsARun() {
        open.release(10);
        rig.function("app-f", ON_A + ",'idempotency':'event.data.k'", body -> slow(body, "1"));
        send("1", "2", "33", "44");
        rig.untilAllHaveEnded(2);
        rig.until(
                "all have been looked at",
                () ->
                        rig.calls().stream()
                                .allMatch(c -> !(c.state() instanceof CallState.Waiting)));

        assertThat(rig.runs()).hasSize(2);
    }

    @Test
    void anEventThatLiesAheadStartsItsRunThen() {
        open.release(10);
        rig.function("app-f", ON_A, body -> slow(body, "1"));
        rig.sendAt(rig.now().plusSeconds(86_400), "a", "{'n':1}");
        rig.until("the run is made", () -> rig.runs().size() == 1);
        assertThat(order).isEmpty();

        rig.time.advance(Duration.ofDays(1));
        rig.untilAllHaveEnded(1);

        assertThat(order).containsExactly("1");
    }
}
