package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Store;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.RunEnd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The runs that something happens to. Those of late are in memory, within a bound; all others are
 * read when they are asked for. What is in memory follows what is committed, and what was decided
 * and not committed is forgotten. It may be behind the disk where the answer of the store was lost:
 * who changes the run then is refused, and who finds that nothing is to be changed looks again.
 */
public final class LiveRuns implements Follower {

    private static final int MOST = 20_000;
    private static final int PAGE = 1_000;

    /** Decisions about one run that wait for their commit, or will never get it. */
    private static final int CANDIDATES = 8;

    private final Store store;
    private final RunNames names;
    private final RunCodec codec;
    private final RunOutcomes outcomes;
    private final long mostBytes;
    private final Map<Long, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** What is known of a run, and what it may be next, by the documents that would say so. */
    private static final class Known {
        private Optional<LiveRun> run = Optional.empty();
        private final List<Candidate> candidates = new ArrayList<>(1);
    }

    private record Candidate(Document document, LiveRun run) {}

    /** Keeps runs of so many bytes in memory. */
    public LiveRuns(Store store, RunCodec codec, RunOutcomes outcomes, long mostBytes) {
        this.store = store;
        this.names = new RunNames(store);
        this.codec = codec;
        this.outcomes = outcomes;
        this.mostBytes = mostBytes;
    }

    /** A run; empty when there is none of that number in the project. */
    public Optional<LiveRun> find(ProjectId project, long number) {
        Optional<LiveRun> found = remembered(number).or(() -> read(project, number));
        return found.filter(run -> run.run().project().equals(project));
    }

    /** The same by the id by which the world knows it. */
    public Optional<LiveRun> find(ProjectId project, String id) {
        OptionalLong number = names.number(project, id);
        return number.isPresent() ? find(project, number.getAsLong()) : Optional.empty();
    }

    /** The run as it is on disk now; empty when it is no further than one that was found before. */
    public Optional<LiveRun> further(LiveRun than) {
        Run known = than.run();
        forgetRun(known.number());
        return read(known.project(), known.number())
                .filter(run -> run.run().revision() > known.revision());
    }

    private synchronized void forgetRun(long number) {
        Known of = known.get(number);
        if (of != null) {
            of.run.ifPresent(run -> bytes -= run.bytes());
            of.run = Optional.empty();
        }
    }

    private synchronized Optional<LiveRun> remembered(long number) {
        Known found = known.get(number);
        return found == null ? Optional.empty() : found.run;
    }

    private Optional<LiveRun> read(ProjectId project, long number) {
        Optional<LiveRun> read =
                store.document(Run.KIND, project, RunCodec.id(number)).flatMap(this::complete);
        read.filter(run -> !run.run().hasEnded()).ifPresent(this::remember);
        return read;
    }

    /** The run of a document, with its steps and events; empty when those are gone. */
    private Optional<LiveRun> complete(Document document) {
        Map<StepId, CanonicalJson> memos = new HashMap<>();
        long number = Sequence.parse("", document.id()).orElseThrow();
        for (StepRecord step : steps(document.project(), number)) {
            memos.put(step.id(), step.memo());
        }
        Run run = codec.decode(document, Map.copyOf(memos));
        // Steps may have ended since the document was read: then it is read again.
        if (!memos.keySet().containsAll(run.state().stack())
                || memos.size() > run.state().stack().size()) {
            return store.document(Run.KIND, document.project(), document.id())
                    .filter(again -> again.revision() > document.revision())
                    .flatMap(this::complete);
        }
        List<FunctionEvent> events =
                run.events().stream()
                        .flatMap(sequence -> store.event(sequence).stream())
                        .map(FunctionEvents::read)
                        .toList();
        // Of a run that has ended, events may be forgotten before it is.
        return run.hasEnded() || events.size() == run.events().size()
                ? Optional.of(new LiveRun(run, events))
                : Optional.empty();
    }

    /** The steps of a run that have ended, in no order. */
    public List<StepRecord> steps(ProjectId project, long number) {
        List<StepRecord> steps = new ArrayList<>();
        Optional<String> after = Optional.empty();
        List<Document> page;
        do {
            page =
                    store.documents(
                            new DocumentQuery(
                                    StepRecord.KIND,
                                    project,
                                    StepRecord.prefix(number),
                                    false,
                                    after,
                                    PAGE));
            page.forEach(each -> steps.add(StepRecord.read(each)));
            after = page.isEmpty() ? Optional.empty() : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
        return steps;
    }

    /** What a run is once a document is on disk; until then it is as it was. */
    public synchronized void decided(Document document, LiveRun next) {
        Known of = known.computeIfAbsent(next.run().number(), _ -> new Known());
        if (of.candidates.stream().anyMatch(each -> isRival(each.document(), document))) {
            // One of them is refused, or was: what is in memory may be behind the disk.
            forgetRun(next.run().number());
        }
        if (of.candidates.size() == CANDIDATES) {
            of.candidates.removeFirst();
        }
        of.candidates.add(new Candidate(document, next));
    }

    private static boolean isRival(Document one, Document other) {
        return one.revision() == other.revision();
    }

    @Override
    public void committed(Change change) {
        for (Document document : change.puts()) {
            if (document.kind().equals(Run.KIND)) {
                committed(document);
            }
        }
        for (Document document : change.deletes()) {
            if (document.kind().equals(Run.KIND)) {
                Sequence.parse("", document.id()).ifPresent(this::forget);
            }
        }
    }

    private synchronized void committed(Document document) {
        OptionalLong number = Sequence.parse("", document.id());
        Known of = number.isEmpty() ? null : known.get(number.getAsLong());
        if (of == null) {
            return;
        }
        Optional<LiveRun> next =
                of.candidates.stream()
                        .filter(each -> isSame(each.document(), document))
                        .map(Candidate::run)
                        .findFirst();
        forget(number.getAsLong());
        next.filter(run -> !run.run().hasEnded()).ifPresent(this::remember);
        next.map(LiveRun::run).ifPresent(this::tell);
    }

    private void tell(Run run) {
        run.state()
                .end()
                .ifPresent(end ->
                        outcomes.ended(
                                run.project(),
                                run.id(),
                                run.slug(),
                                run.state().status().word(),
                                run.queuedAt(),
                                run.endedAt().orElseThrow(),
                                reason(end)));
    }

    private static String reason(RunEnd end) {
        return switch (end) {
            case RunEnd.Completed _ -> "";
            case RunEnd.Failed(var _, var _, String reason) -> reason;
            case RunEnd.Cancelled(String reason) -> reason;
        };
    }

    /** Not equal but the same: two decisions may say the same of the run, and not of its steps. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Document one, Document other) {
        return one == other;
    }

    private synchronized void remember(LiveRun run) {
        long number = run.run().number();
        Known of = known.computeIfAbsent(number, _ -> new Known());
        if (of.run.filter(other -> other.run().revision() >= run.run().revision()).isPresent()) {
            return;
        }
        of.run.ifPresent(other -> bytes -= other.bytes());
        of.run = Optional.of(run);
        bytes += run.bytes();
        var eldest = known.entrySet().iterator();
        while ((known.size() > MOST || bytes > mostBytes) && eldest.hasNext()) {
            Known gone = eldest.next().getValue();
            eldest.remove();
            gone.run.ifPresent(other -> bytes -= other.bytes());
        }
    }

    private synchronized void forget(long number) {
        Known gone = known.remove(number);
        if (gone != null) {
            gone.run.ifPresent(other -> bytes -= other.bytes());
        }
    }
}
