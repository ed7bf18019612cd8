package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.events.SystemEvents;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.RunHistory;
import dev.ringback.server.functions.kept.Signals;
import dev.ringback.server.functions.runs.Deferral;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.RunEffect;
import dev.ringback.server.functions.runs.RunJob;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Turns what follows from decisions into calls, events and documents. */
final class RunEffects {

    private final RunPorts ports;
    private final RunChange change;
    private final Instant now;

    RunEffects(RunPorts ports, RunChange change, Instant now) {
        this.ports = ports;
        this.change = change;
        this.now = now;
    }

    void follow(RunDraft run, RunEffect effect) {
        switch (effect) {
            case RunEffect.Call(RunJob job) -> call(run, job);
            case RunEffect.Drop(int job) -> drop(run.jobs.remove(job), run);
            case RunEffect.Wake(StepId step, Instant at) -> wake(run, step.hash(), at);
            case RunEffect.WaitForEvent wait -> waitForEvent(run, wait);
            case RunEffect.WaitForSignal(StepOp.WaitForSignal wait) -> waitForSignal(run, wait);
            case RunEffect.Invoke(StepOp.Invoke call) -> invoke(run, call);
            case RunEffect.Fetch fetch -> fetch(run, fetch);
            case RunEffect.Close(StepId step) -> close(run, step);
            case RunEffect.Hold(Instant until) -> wake(run, WakeKind.HELD, until);
            case RunEffect.Release _ -> drop(run.wakes.remove(WakeKind.HELD), run);
            case RunEffect.Start(List<Deferral> due) -> due.forEach(each -> start(run, each));
            case RunEffect.End(RunEnd end) -> end(run, end);
        }
    }

    private void call(RunDraft run, RunJob job) {
        CallId known = run.jobs.get(job.id());
        if (known != null && change.isCurrent(known)) {
            change.again(job.due());
            return;
        }
        // What goes on takes its turn by when its run began, before runs that began later.
        Instant due = job.due().isAfter(now) ? job.due() : earlier(run.run().rank(), now);
        run.jobs.put(job.id(), added(run, StepKind.NAME, run.run().lane(), due));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private CallId added(RunDraft run, String kind, LaneId lane, Instant due) {
        CallId id = new CallId(ports.ids().next());
        Call call =
                Call.of(id, run.run().project(), kind, lane, run.run().events().getFirst(), due)
                        .in(OptionalLong.of(run.run().number()));
        change.add(call);
        return id;
    }

    private void drop(@Nullable CallId call, RunDraft run) {
        if (call != null) {
            change.cancel(call, run);
        }
    }

    /** Has a run told that a time has come. */
    void wake(RunDraft run, String key, Instant at) {
        LaneId lane = FunctionLanes.wake(run.run().function());
        run.wakes.put(key, added(run, WakeKind.NAME, lane, at));
    }

    private void waitForEvent(RunDraft run, RunEffect.WaitForEvent wait) {
        RunWaits.Opened opened =
                ports.waits()
                        .openAndLookBack(
                                wanted(run, wait.step()), since(run, wait), wait.except(), now);
        if (opened.already().isPresent()) {
            FunctionEvent event = opened.already().get();
            change.then(run.run().number(), new Happening.Came(wait.step().id(), event));
            return;
        }
        run.waits.put(wait.step().id().hash(), opened.id());
        change.put(opened.puts());
    }

    /** What comes while the wait begins counts in any case. */
    private Instant since(RunDraft run, RunEffect.WaitForEvent wait) {
        boolean looksBack =
                ports.functions()
                        .find(run.run().function())
                        .map(LiveFunction::waitsLookBack)
                        .orElse(true);
        return looksBack ? wait.since() : now;
    }

    static RunWaits.Wanted wanted(RunDraft run, StepOp.WaitForEvent wait) {
        return new RunWaits.Wanted(
                run.run().project(),
                run.run().number(),
                wait.id().hash(),
                wait.event(),
                wait.condition(),
                run.live().events().getFirst(),
                wait.until());
    }

    private void waitForSignal(RunDraft run, StepOp.WaitForSignal wait) {
        long number = run.run().number();
        switch (ports.signals()
                .open(
                        run.run().project(),
                        wait.signal(),
                        number,
                        wait.id(),
                        wait.replaces(),
                        wait.until(),
                        now)) {
            case Signals.Opened.Taken _ ->
                    change.then(number, new Happening.SignalTaken(wait.id()));
            case Signals.Opened.Waits(var document) -> {
                run.signals.put(wait.id(), document.id());
                change.put(List.of(document));
            }
        }
    }

    private void invoke(RunDraft run, StepOp.Invoke call) {
        Optional<LiveFunction> function =
                ports.functions().find(run.run().project(), call.function());
        if (function.isEmpty()) {
            change.then(run.run().number(), new Happening.NoSuchFunction(call.id()));
            return;
        }
        long sequence = ports.ids().next();
        var invocation =
                new SystemEvents.Invocation(
                        Ulid.of(run.run().number()),
                        call.id().hash(),
                        call.info().name(),
                        call.function(),
                        call.data(),
                        call.user(),
                        call.version(),
                        call.meta(),
                        call.until());
        FunctionEvent event = SystemEvents.ofInvocation(invocation, Ulid.of(sequence), now);
        Event kept =
                FunctionEvents.event(run.run().project(), event, sequence, now)
                        .from(MadeBy.run(run.run().id()));
        change.and(FunctionCalls.started(kept, function.get(), ports.ids(), now));
    }

    /** Where the function is not there, the event says what was wanted. */
    private void start(RunDraft run, Deferral wanted) {
        long sequence = ports.ids().next();
        ProjectId project = run.run().project();
        FunctionEvent event =
                SystemEvents.ofDeferral(
                        run.live().facts(),
                        wanted.function(),
                        wanted.id().hash(),
                        wanted.input().orElseThrow(),
                        wanted.meta(),
                        Ulid.of(sequence),
                        now);
        Event kept =
                FunctionEvents.event(project, event, sequence, now)
                        .from(MadeBy.run(run.run().id()));
        change.and(
                ports.functions()
                        .find(project, wanted.function())
                        .map(function -> FunctionCalls.started(kept, function, ports.ids(), now))
                        .orElseGet(() -> Change.accept(List.of(kept), List.of())));
    }

    private void fetch(RunDraft run, RunEffect.Fetch fetch) {
        CallId known = run.fetches.get(fetch.request().id());
        if (known != null && change.isCurrent(known)) {
            change.again(fetch.due());
            return;
        }
        LaneId lane = FunctionLanes.fetch(run.run().project(), FetchKind.origin(fetch.request()));
        run.fetches.put(fetch.request().id(), added(run, FetchKind.NAME, lane, fetch.due()));
    }

    private void close(RunDraft run, StepId step) {
        drop(run.wakes.remove(step.hash()), run);
        drop(run.fetches.remove(step), run);
        closeWait(run, run.waits.remove(step.hash()));
        closeSignal(run, run.signals.remove(step));
    }

    private void closeSignal(RunDraft run, @Nullable String signal) {
        if (signal == null) {
            return;
        }
        ProjectId project = run.run().project();
        if (run.run().calls().signals().containsValue(signal)) {
            ports.signals().closed(project, signal, run.run().number()).ifPresent(change::delete);
        } else {
            change.takeBack(Signals.KIND, project, signal);
        }
    }

    private void closeWait(RunDraft run, @Nullable String wait) {
        if (wait != null) {
            change.delete(ports.waits().closed(run.run().project(), wait));
        }
    }

    private void end(RunDraft run, RunEnd end) {
        run.endedAt = Optional.of(now);
        List.copyOf(run.waits.values()).forEach(wait -> closeWait(run, wait));
        run.waits.clear();
        List.copyOf(run.wakes.values()).forEach(wake -> change.cancel(wake, run));
        run.wakes.clear();
        change.put(List.of(ended(run)));
        tell(run, end);
        run.run()
                .parent()
                .ifPresent(parent ->
                        change.then(parent.run(), new Happening.ChildEnded(parent.step(), end)));
    }

    private Document ended(RunDraft run) {
        int steps = run.state.stack().size();
        return RunHistory.End.of(run.run(), steps, run.state.stateBytes())
                .document(run.run().project(), ports.ids().next());
    }

    private void tell(RunDraft run, RunEnd end) {
        long sequence = ports.ids().next();
        List<Event> events = new ArrayList<>();
        for (FunctionEvent event :
                SystemEvents.ofEnd(run.live().facts(), end, Ulid.of(sequence), now)) {
            long own = events.isEmpty() ? sequence : ports.ids().next();
            events.add(
                    FunctionEvents.event(run.run().project(), event, own, now)
                            .from(MadeBy.run(run.run().id())));
        }
        if (!events.isEmpty()) {
            change.and(ports.publisher().publish(events));
        }
    }
}
