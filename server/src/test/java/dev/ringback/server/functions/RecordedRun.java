package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.runs.RunDecider;
import dev.ringback.server.functions.runs.RunJob;
import dev.ringback.server.functions.runs.RunLimits;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.StepInfo;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A run as an app and the SDKs' own server were seen to have it, played again: the app answers what
 * it answered then, what was waited for comes as it came then, and every request has to be one that
 * is made here too.
 */
final class RecordedRun {

    /** Requests to apps, and what one needs to tell them from each other. */
    private record Asked(RunJob job, CanonicalJson request) {}

    private final RunDecider decider = new RunDecider(_ -> Duration.ofSeconds(3));
    private final ParsedJson recorded;
    private final List<RunState> past = new ArrayList<>();
    private final String version;
    private Instant now = Instant.parse("2026-11-29T16:00:00Z");
    private RunState state;

    RecordedRun(ParsedJson recorded) {
        this.recorded = recorded;
        int attempts = Integer.parseInt(recorded.text("/attempts").orElseThrow());
        state = decider.begin(RunLimits.attempts(attempts), now).state();
        past.add(state);
        version =
                exchanges().stream()
                        .map(each -> each.text("/version").orElseThrow())
                        .filter(each -> !each.equals("-1"))
                        .findFirst()
                        .orElse("2");
    }

    private List<ParsedJson> exchanges() {
        return recorded.at("/exchanges").orElseThrow().items();
    }

    void play() {
        List<ParsedJson> all = exchanges();
        for (int i = 0; i < all.size(); i++) {
            for (StepId step : stack(all.get(i))) {
                came(step, all.get(i));
            }
            RunJob job = asked(all.get(i));
            if (i + 1 < all.size()) {
                toldBefore(job, all.get(i), all.get(i + 1));
            }
            answered(job, all.get(i));
        }
        ended(all.getLast());
    }

    private static List<StepId> stack(ParsedJson exchange) {
        return exchange.at("/stack").orElseThrow().items().stream()
                .map(each -> new StepId(each.text().orElseThrow()))
                .toList();
    }

    /** What the app told by checkpoints before it answered: the next request knows it. */
    private void toldBefore(RunJob job, ParsedJson exchange, ParsedJson next) {
        String answer = part(exchange, "/body").toString();
        for (StepId step : stack(next)) {
            boolean told =
                    !state.memos().containsKey(step)
                            && !state.open().containsKey(step)
                            && !answer.contains(step.hash());
            if (told && job.target().isEmpty()) {
                CanonicalJson memo = part(next, "/steps/" + step.hash());
                var ran = new StepOp.Ran(step, StepInfo.named(step.hash()), memo);
                happen(new Happening.Checkpointed(job.id(), job.generation(), List.of(ran)));
            }
        }
    }

    /** What ended before a request was made, as the request says what it came to. */
    private void came(StepId step, ParsedJson exchange) {
        if (state.memos().containsKey(step)) {
            return;
        }
        ParsedJson memo =
                exchange.at("/steps/" + step.hash())
                        .or(() -> later(step))
                        .orElse(ParsedJson.Leaf.NOTHING);
        OpenStep open = Objects.requireNonNull(state.open().get(step), step::hash);
        now = open.until().filter(now::isBefore).filter(_ -> isNothing(memo)).orElse(now);
        happen(
                switch (open.op()) {
                    case StepOp.Sleep _ -> new Happening.Due(step);
                    case StepOp.WaitForEvent _ when isNothing(memo) -> new Happening.Due(step);
                    case StepOp.WaitForEvent _ -> new Happening.Came(step, Recorded.event(memo));
                    case StepOp.WaitForSignal _ ->
                            new Happening.Signalled(step, part(memo, "/data/data"));
                    case StepOp.Invoke _ -> new Happening.ChildEnded(step, end(memo));
                    case StepOp.OfStep _ when memo.at("/error").isPresent() -> failing(step, memo);
                    default -> new Happening.Fetched(step, part(memo, "/data"));
                });
    }

    private static boolean isNothing(ParsedJson memo) {
        return memo instanceof ParsedJson.Leaf leaf && leaf.kind() == ParsedJson.Kind.NOTHING;
    }

    /** Nothing is sent of what the app is to fetch. */
    private Optional<ParsedJson> later(StepId step) {
        return exchanges().stream()
                .flatMap(each -> each.at("/steps/" + step.hash()).stream())
                .findFirst();
    }

    private static RunEnd end(ParsedJson memo) {
        return memo.at("/error").isPresent()
                ? new RunEnd.Failed(CanonicalJson.NULL, part(memo, "/error"), "")
                : new RunEnd.Completed(part(memo, "/data"));
    }

    /** Until nothing is tried again. */
    private Happening failing(StepId step, ParsedJson memo) {
        CanonicalJson error = part(memo, "/error");
        OpenStep open = Objects.requireNonNull(state.open().get(step));
        Happening failed = new Happening.NotFetched(step, open.attempt(), error);
        while (decider.decide(state, failed, now).state().open().containsKey(step)) {
            happen(failed);
            open = Objects.requireNonNull(state.open().get(step));
            failed = new Happening.NotFetched(step, open.attempt(), error);
        }
        return failed;
    }

    private static CanonicalJson part(ParsedJson tree, String pointer) {
        return tree.at(pointer).map(CanonicalJson::of).orElse(CanonicalJson.NULL);
    }

    /** Requests under way do not see what ended since: it was made at some moment before. */
    private RunJob asked(ParsedJson exchange) {
        CanonicalJson expected = expected(exchange);
        boolean fetched = exchange.text("/fetched").orElseThrow().equals("true");
        List<Asked> made =
                past.stream()
                        .flatMap(moment ->
                                moment.jobs().values().stream()
                                        .map(job -> new Asked(job, request(moment, job, fetched))))
                        .toList();
        return made.reversed().stream()
                .filter(each -> each.request().equals(expected))
                .map(Asked::job)
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(
                                "asked was\n"
                                        + expected
                                        + "\nand here\n"
                                        + String.join(
                                                "\n",
                                                made.stream()
                                                        .map(each -> each.request().toString())
                                                        .distinct()
                                                        .toList())));
    }

    private static CanonicalJson expected(ParsedJson exchange) {
        return CanonicalJson.object(
                Map.of(
                        "attempt", part(exchange, "/attempt"),
                        "current", part(exchange, "/current"),
                        "generation", part(exchange, "/generation"),
                        "plan", part(exchange, "/plan"),
                        "stack", part(exchange, "/stack"),
                        "step", part(exchange, "/step"),
                        "steps", part(exchange, "/steps"),
                        "version", part(exchange, "/version")));
    }

    private static CanonicalJson request(RunState moment, RunJob job, boolean fetched) {
        var call = moment.call(OneRun.FACTS, "uuid", job, "request");
        return CanonicalJson.object(
                Map.of(
                        "attempt", CanonicalJson.of(call.attempt()),
                        "current", CanonicalJson.of(call.current()),
                        "generation", CanonicalJson.of(call.generation()),
                        "plan", CanonicalJson.of(call.planOnly()),
                        "stack",
                                CanonicalJson.array(
                                        call.stack().stream()
                                                .map(each -> CanonicalJson.of(each.hash()))
                                                .toList()),
                        "step",
                                CanonicalJson.of(
                                        call.target().map(StepId::hash).orElse(StepId.NONE)),
                        "steps", fetched ? CanonicalJson.object(Map.of()) : call.steps(),
                        "version", CanonicalJson.of(call.version())));
    }

    private void answered(RunJob job, ParsedJson exchange) {
        List<String> headers = new ArrayList<>(List.of("x-inngest-req-version", version));
        exchange.text("/no_retry")
                .ifPresent(value -> headers.addAll(List.of("x-inngest-no-retry", value)));
        exchange.text("/retry_after")
                .ifPresent(value -> headers.addAll(List.of("retry-after", value)));
        SdkAnswer answer =
                OneRun.read(
                        Integer.parseInt(exchange.text("/status").orElseThrow()),
                        part(exchange, "/body").toString(),
                        now,
                        headers.toArray(String[]::new));
        happen(new Happening.Answered(job.id(), job.generation(), answer));
    }

    private void happen(Happening happening) {
        state = decider.decide(state, happening, now).state();
        past.add(state);
    }

    /** The run ends as it did then; if the recording ends before, it is not stuck. */
    private void ended(ParsedJson last) {
        String body = part(last, "/body").toString();
        boolean failed = last.text("/no_retry").filter("true"::equals).isPresent();
        if (last.text("/status").orElseThrow().equals("200")) {
            assertThat(state.end()).contains(new RunEnd.Completed(part(last, "/body")));
        } else if (body.contains("\"op\":\"RunComplete\"")) {
            assertThat(state.end()).contains(new RunEnd.Completed(part(last, "/body/0/data")));
        } else if (failed && !body.startsWith("[")) {
            assertThat(state.end()).get().isInstanceOf(RunEnd.Failed.class);
        } else {
            assertThat(
                            state.end().isPresent()
                                    || !state.jobs().isEmpty()
                                    || !state.open().isEmpty())
                    .isTrue();
        }
    }
}
