package dev.ringback.server.transforms;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.sharing.ThreadsInTurn;
import dev.ringback.server.transforms.Sandboxes.Run;
import java.time.Instant;
import java.util.Optional;

/**
 * Runs scripts, on a few threads of their own that projects have in turn, each in a sandbox and
 * within its limits. Of the engine nothing is loaded before the first script comes.
 */
public final class Transforms implements AutoCloseable {

    /** So that what the sandboxes of all threads hold is a small part of the heap. */
    private static final long HEAP_PER_THREAD = 64L << 20;

    /** Deep scripts over deep data: the engine calls itself, in frames that are large. */
    private static final long STACK = 4L << 20;

    /** What is put behind a script when it is run: the value of this is the value of the whole. */
    private static final String VALUE =
            "\n;typeof transform === 'undefined' ? undefined : transform";

    private final SandboxLimits limits;
    private final Sandboxes sandboxes;
    private final ThreadsInTurn threads;

    /**
     * Makes them ready to run.
     *
     * @param budget of which a run takes that needs much memory
     */
    public Transforms(ByteBudget budget) {
        this(budget, SandboxLimits.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    Transforms(ByteBudget budget, SandboxLimits limits) {
        this.limits = limits;
        this.sandboxes = new Sandboxes(budget, limits);
        long half = Runtime.getRuntime().availableProcessors() / 2;
        long byHeap = Runtime.getRuntime().maxMemory() / HEAP_PER_THREAD;
        int most = (int) Math.max(2, Math.min(half, byHeap));
        this.threads = new ThreadsInTurn("transform", most, STACK);
    }

    /**
     * Looks at a script by evaluating it, without a request, and waits for that. Empty when so much
     * of the project waits, or memory is so short, that this had better be done later.
     *
     * @param now what its clocks say
     */
    public Optional<Checked> check(ProjectId project, TransformScript script, Instant now) {
        return threads.tryInTurn(project, () -> checkHere(project, script, now))
                .flatMap(checked -> checked);
    }

    private Optional<Checked> checkHere(ProjectId project, TransformScript script, Instant now) {
        // By itself first: what stands behind it might hide where it ends.
        Optional<Run> alone =
                sandboxes.run(project, () -> Questions.check(script.text(), now, limits));
        if (alone.isEmpty() || alone.get().fault().isPresent()) {
            return alone.map(Transforms::checked);
        }
        return sandboxes
                .run(project, () -> Questions.check(script.text() + VALUE, now, limits))
                .map(Transforms::checked);
    }

    private static Checked checked(Run run) {
        if (run.fault().isPresent()) {
            return new Checked.Wrong(run.fault().get());
        }
        return new Checked.Ready(noFunction(run.interview()));
    }

    /**
     * Runs a script over a request, and waits for that. Empty when so much of the project waits, or
     * memory is so short, that this had better be done later.
     */
    public Optional<Transformed> run(
            ProjectId project, TransformScript script, TransformInput input) {
        return threads.tryInTurn(
                        project,
                        () ->
                                sandboxes.run(
                                        project,
                                        () -> Questions.run(script.text() + VALUE, input, limits)))
                .flatMap(run -> run)
                .map(this::transformed);
    }

    private Transformed transformed(Run run) {
        Interview interview = run.interview();
        if (run.fault().isPresent()) {
            return new Transformed.Failed(run.fault().get());
        }
        if (interview.has("dropped")) {
            return new Transformed.Dropped();
        }
        Optional<byte[]> result = interview.bytes("result");
        if (result.isPresent()) {
            return result.get().length > limits.output()
                    ? failed("returns more than %d MiB".formatted(limits.output() >> 20))
                    : ResultReader.read(result.get());
        }
        return failed(
                interview
                        .words("nonsense")
                        .map(Transforms::noEvent)
                        .or(() -> noFunction(interview))
                        .orElse("ended without a result"));
    }

    private static String noEvent(String kind) {
        return kind.equals("object")
                ? "returns an object that has no JSON"
                : "returns a %s, not an event".formatted(kind);
    }

    /** What is wrong with what a script defines; empty when it has a transform. */
    private static Optional<String> noFunction(Interview interview) {
        return switch (interview.words("defined").orElse("undefined")) {
            case "function" -> Optional.empty();
            case "undefined" -> Optional.of("has no function named transform");
            default -> Optional.of("has a transform that is no function");
        };
    }

    private static Transformed failed(String words) {
        return new Transformed.Failed(ScriptFault.of(words));
    }

    /** Does what waits, and ends the threads. */
    @Override
    public void close() {
        threads.close();
        sandboxes.close();
    }
}
