package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import java.net.URI;
import java.util.Optional;

/** How an upstream is spoken to that takes work now and calls back. Pure: nothing is sent here. */
public sealed interface TaskProtocol permits ReplicateTasks, FalTasks, OpenAiTasks, RingbackTasks {

    /** That of a kind; empty for one that answers at once. */
    static Optional<TaskProtocol> of(UpstreamKind kind) {
        return switch (kind) {
            case DIRECT -> Optional.empty();
            case REPLICATE -> Optional.of(new ReplicateTasks());
            case FAL -> Optional.of(new FalTasks());
            case OPENAI -> Optional.of(new OpenAiTasks());
            case RINGBACK -> Optional.of(new RingbackTasks());
        };
    }

    /**
     * That of an upstream that takes work and calls back.
     *
     * @throws IllegalStateException when it does not
     */
    static TaskProtocol of(Upstream upstream) {
        return of(upstream.kind())
                .orElseThrow(() -> new IllegalStateException("takes no tasks: " + upstream.name()));
    }

    /** What is said of an operation that an upstream does not take. */
    static String untaken(Upstream upstream, Operation operation) {
        return "the upstream %s does not take %s".formatted(upstream.name(), operation.word());
    }

    /** Whether work of this operation becomes a task there. */
    boolean takes(Operation operation);

    /** The provider of the catalogue by whose scheme its callbacks are verified. */
    String provider();

    /**
     * What it is asked before its first callback, so that the two agree; empty when nothing is.
     *
     * @param url where it is to call back
     */
    Optional<Request> arrange(Upstream upstream, URI url);

    /**
     * What is agreed then; empty when nothing is, so that it will not call back.
     *
     * @param answer to what it was asked; empty when nothing was
     */
    Optional<Arrangement> arranged(Upstream upstream, Optional<Reply> answer);

    /**
     * Why work cannot be handed over, in words that the client may read, such as {@code model must
     * be owner/name}; empty when it can.
     */
    Optional<String> problem(NewTask task);

    /** Hands work over that has no problem. */
    Request submit(Upstream upstream, NewTask task);

    /** Reads the answer to that. */
    Submitted submitted(NewTask task, Reply reply);

    /** Asks how far a task is. */
    Request look(Upstream upstream, RemoteTask task);

    /** Reads the answer to that. */
    TaskState looked(RemoteTask task, Reply reply);

    /** Asks what came of a task that is done; most tell where one looks. */
    default Request fetch(Upstream upstream, RemoteTask task) {
        return look(upstream, task);
    }

    /** Reads the answer to that; never {@code Elsewhere}. */
    default TaskState fetched(RemoteTask task, Reply reply) {
        return looked(task, reply);
    }

    /** Asks for a task to be called off; empty where that cannot be asked. */
    Optional<Request> callOff(Upstream upstream, RemoteTask task);

    /** The task that a verified callback is about; empty when it is about none. */
    Optional<String> about(Payload callback);

    /** What a verified callback says of that task; never {@code Unsaid}. */
    TaskState told(RemoteTask task, Payload callback);
}
