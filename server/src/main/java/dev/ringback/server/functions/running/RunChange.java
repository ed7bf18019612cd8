package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.server.functions.kept.EndedSteps;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.StepRecord;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.RunDecision;
import dev.ringback.server.functions.runs.RunEffect;
import dev.ringback.server.functions.runs.RunJob;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One change of runs: what happens to one, and to all others that it has to do with, until nothing
 * follows any more. All of it is committed together.
 */
final class RunChange {

    private final RunPorts ports;
    private final Instant now;
    private final Optional<Call> current;
    private final Map<Long, RunDraft> drafts = new LinkedHashMap<>();
    private final Deque<Next> next = new ArrayDeque<>();
    private final RunEffects effects;
    private final Map<CallId, Call> calls = new LinkedHashMap<>();
    private final Map<Name, Document> puts = new LinkedHashMap<>();
    private Change rest = Settlement.NOTHING;
    private Optional<Instant> again = Optional.empty();

    private record Next(long run, Happening happening) {}

    /** What a document is called. */
    private record Name(String kind, ProjectId project, String id) {

        static Name of(Document document) {
            return new Name(document.kind(), document.project(), document.id());
        }
    }

    /**
     * Begins with nothing.
     *
     * @param current the call that is settled by it, if one is: it may be tried again, and is never
     *     cancelled
     */
    RunChange(RunPorts ports, Instant now, Optional<Call> current) {
        this.ports = ports;
        this.now = now;
        this.current = current;
        this.effects = new RunEffects(ports, this, now);
    }

    /**
     * Makes a run, by what was decided at its beginning.
     *
     * @param steps those that it has from another run
     */
    RunDraft begin(LiveRun run, RunDecision decision, List<StepRecord> steps) {
        RunDraft draft = new RunDraft(run);
        draft.steps.addAll(steps);
        drafts.put(run.run().number(), draft);
        follow(draft, decision);
        settle();
        return draft;
    }

    /**
     * Something happens to a run.
     *
     * @param told what the app says of steps at that
     * @return whether it matters
     */
    boolean happen(LiveRun run, Happening happening, List<? extends StepOp> told) {
        boolean matters = decided(draft(run), happening, told);
        settle();
        return matters;
    }

    /**
     * What comes too late for a run as it is in memory may come in time for it as it is on disk.
     */
    private boolean decided(RunDraft draft, Happening happening, List<? extends StepOp> told) {
        return follows(draft, happening, told)
                || (!draft.changed
                        && ports.runs()
                                .further(draft.live())
                                .map(this::redraft)
                                .filter(further -> follows(further, happening, told))
                                .isPresent());
    }

    private boolean follows(RunDraft draft, Happening happening, List<? extends StepOp> told) {
        RunDecision decision = ports.decider().decide(draft.state, happening, now);
        if (decision.late()) {
            return false;
        }
        int attempts = attempts(draft.state, happening);
        Instant began = draft.lastEnd(now);
        draft.steps.addAll(
                EndedSteps.of(draft.state, decision.state(), told, attempts, began, now));
        follow(draft, decision);
        return true;
    }

    /** How often it was tried by then what the app has done. */
    private static int attempts(RunState before, Happening happening) {
        int job =
                switch (happening) {
                    case Happening.Answered answered -> answered.job();
                    case Happening.Checkpointed checkpoint -> checkpoint.job();
                    default -> 0;
                };
        return Optional.ofNullable(before.jobs().get(job))
                .map(RunJob::attempt)
                .map(attempt -> attempt + 1)
                .orElse(1);
    }

    private void follow(RunDraft draft, RunDecision decision) {
        draft.changed = true;
        draft.state = decision.state();
        for (RunEffect effect : decision.effects()) {
            effects.follow(draft, effect);
        }
        draft.jobs.keySet().retainAll(draft.state.jobs().keySet());
    }

    /** Lets happen what follows at once. */
    private void settle() {
        while (!next.isEmpty()) {
            Next each = next.poll();
            Optional<RunDraft> draft =
                    Optional.ofNullable(drafts.get(each.run()))
                            .or(() -> ports.runs().find(project(), each.run()).map(this::draft));
            draft.ifPresent(found -> decided(found, each.happening(), List.of()));
        }
    }

    private ProjectId project() {
        return drafts.values().iterator().next().run().project();
    }

    private RunDraft draft(LiveRun run) {
        return drafts.computeIfAbsent(run.run().number(), _ -> new RunDraft(run));
    }

    private RunDraft redraft(LiveRun run) {
        RunDraft draft = new RunDraft(run);
        drafts.put(run.run().number(), draft);
        return draft;
    }

    /** Turns what follows into calls and documents. */
    RunEffects effects() {
        return effects;
    }

    /** Has something happen to a run, after what is under way. */
    void then(long run, Happening happening) {
        next.add(new Next(run, happening));
    }

    /** Adds what is committed beside runs. */
    void and(Change more) {
        rest = rest.and(more);
    }

    /** Adds a call. */
    void add(Call call) {
        calls.put(call.id(), call);
    }

    /** Adds documents. */
    void put(List<Document> documents) {
        documents.forEach(document -> puts.put(Name.of(document), document));
    }

    /** Removes a document; one that this very change would add is not added. */
    void delete(Document document) {
        if (puts.remove(Name.of(document)) == null) {
            and(Change.delete(document));
        }
    }

    /** Does not add a document that this change would add. */
    void takeBack(String kind, ProjectId project, String id) {
        puts.remove(new Name(kind, project, id));
    }

    /** Whether a call is the one that is settled. */
    boolean isCurrent(CallId call) {
        return current.filter(each -> each.id().equals(call)).isPresent();
    }

    /** The call that is settled is tried again. */
    void again(Instant at) {
        again = Optional.of(at);
    }

    /** When the call that is settled is to be tried again; empty when it has ended. */
    Optional<Instant> tryAgain() {
        return again;
    }

    /** Calls off a call, unless it is the one that is settled; one that is not made yet is not. */
    void cancel(CallId call, RunDraft of) {
        if (!isCurrent(call) && calls.remove(call) == null) {
            ports.store()
                    .call(of.run().project(), call)
                    .flatMap(found -> Change.cancel(found, now))
                    .ifPresent(this::and);
        }
    }

    /** All of it. */
    Change change() {
        List<Document> documents = new ArrayList<>(puts.values());
        for (RunDraft draft : drafts.values()) {
            if (draft.changed) {
                LiveRun after = draft.after(draft.run().revision() + 1);
                Document document = ports.codec().encode(draft.after(draft.run().revision()).run());
                ports.runs().decided(document, after);
                documents.add(document);
                draft.steps.forEach(step ->
                        documents.add(step.document(draft.run().project(), draft.run().number())));
            }
        }
        return rest.and(Change.accept(List.of(), List.copyOf(calls.values())))
                .and(Change.put(documents.toArray(Document[]::new)));
    }
}
