package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.runs.Deferral;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions that runs want to be started when they have ended. */
final class DeferralsTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";

    private final RunRig rig = new RunRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private static String defer(String id, String function, String input) {
        return "{'op':'DeferAdd','id':'%1$s','displayName':'%1$s','opts':{'fn_slug':'%2$s','input':%3$s}}"
                .formatted(id, function, input);
    }

    private static String abort(String target) {
        return "{'op':'DeferAbort','id':'abort','opts':{'target_hashed_id':'%s'}}"
                .formatted(target);
    }

    private void defers(String ops, String last) {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/one").isPresent()
                                ? Says.ops("[" + last + "]")
                                : Says.ops("[{'op':'StepRun','id':'one','data':1}," + ops + "]"));
        rig.function(
                "app-later",
                ",'triggers':[{'event':'inngest/deferred.schedule','expression':'event.data._inngest.fn_slug"
                        + " == \\'app-later\\''}]",
                body -> Says.returned("'" + body.text("/event/data/to").orElse("?") + "'"));
    }

    private List<String> later() {
        return rig.runs().stream()
                .filter(run -> run.run().slug().equals("app-later"))
                .map(run -> run.state().end().map(Object::toString).orElse(""))
                .toList();
    }

    private String fates(LiveRun run) {
        return run.state().deferrals().values().stream()
                .map(each -> each.name() + " " + each.fate().word() + " " + each.reason())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static final String DONE = "{'op':'RunComplete','id':'complete','data':1}";

    @Test
    void theyStartWhenTheRunHasEndedHoweverOftenItIsSaid() {
        defers(
                defer("x", "app-later", "{'to':'ada'}") + "," + defer("y", "app-later", "{}"),
                defer("x", "app-later", "{'to':'bob'}") + "," + abort("y") + "," + DONE);

        rig.send("a", "{}");
        rig.untilAllHaveEnded(2);

        assertThat(later()).containsExactly("Completed[result=\"ada\"]");
        assertThat(fates(rig.run("app-f"))).isEqualTo("x started , y aborted the run took it back");
        assertThat(rig.run("app-f").state().deferredBytes()).isZero();
    }

    @Test
    void theyStartWhenTheRunFails() {
        defers(defer("x", "app-later", "{'to':'ada'}"), "{'op':'Sleep','id':'nap','name':'400d'}");

        rig.send("a", "{}");
        rig.untilAllHaveEnded(2);

        assertThat(rig.end("app-f")).startsWith("failed");
        assertThat(later()).hasSize(1);
    }

    @Test
    void oneThatIsNotRegisteredLeavesItsEvent() {
        defers(defer("x", "app-nobody", "{}"), DONE);

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(fates(rig.run("app-f"))).isEqualTo("x started ");
        assertThat(later()).isEmpty();
    }

    @Test
    void thereAreTwentyAtMostAndNoneFailsItsRun() {
        String many =
                IntStream.range(0, Deferral.MOST + 1)
                        .mapToObj(i -> defer("d" + i, "app-later", "{'to':'" + i + "'}"))
                        .collect(Collectors.joining(","));
        defers(many, DONE);

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1 + Deferral.MOST);

        assertThat(later()).hasSize(Deferral.MOST);
        assertThat(rig.end("app-f")).startsWith("completed");
    }

    @Test
    void whatTheyAreHandedIsBounded() {
        String large = "{'text':'" + "x".repeat((int) Deferral.MOST_BYTES) + "'}";
        defers(defer("x", "app-later", large) + "," + defer("y", "", "{}"), DONE);

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(fates(rig.run("app-f")))
                .contains("x refused what the run hands to functions that it defers comes to")
                .contains("y refused it names no function");
    }

    @Test
    void theAppIsToldWhichThereAreAndWhetherTheyCanBeTakenBack() {
        defers(defer("x", "app-later", "{}") + "," + defer("y", "app-later", "{}"), DONE);
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/one").isPresent()
                                ? Says.returned(
                                        "'"
                                                + body.text("/defers/x/abortable").orElse("?")
                                                + body.text("/defers/y/abortable").orElse("?")
                                                + "'")
                                : Says.ops(
                                        "[{'op':'StepRun','id':'one','data':1},"
                                                + defer("x", "app-later", "{}")
                                                + ","
                                                + defer("y", "app-later", "{}")
                                                + ","
                                                + abort("y")
                                                + "]"));

        rig.send("a", "{}");
        rig.untilAllHaveEnded(2);

        assertThat(rig.end("app-f")).isEqualTo("completed \"truefalse\"");
    }
}
