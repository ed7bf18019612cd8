package dev.ringback.server.integration;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.tasks.Arrangement;
import dev.ringback.server.tasks.NewTask;
import dev.ringback.server.tasks.RemoteTask;
import dev.ringback.server.tasks.Submitted;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.tasks.TaskState;
import dev.ringback.server.upstreams.LoopbackWire;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.ManualTime;
import java.net.URI;
import java.util.Optional;

/** An upstream that takes work and calls back, asked over real sockets by its protocol alone. */
record FarTasks(Upstream upstream, TaskProtocol protocol, HttpWire wire) implements AutoCloseable {

    static FarTasks at(Upstream upstream) {
        return new FarTasks(
                upstream,
                TaskProtocol.of(upstream.kind()).orElseThrow(),
                LoopbackWire.by(ManualTime.atNoon()));
    }

    /** What is agreed with it about callbacks to a URL. */
    Arrangement arrange(URI url) {
        Optional<Reply> answer = protocol.arrange(upstream, url).map(this::send);
        return protocol.arranged(upstream, answer).orElseThrow();
    }

    /** Hands work over; the answer to a request that somebody makes in OpenAI's words. */
    Submitted submit(
            String job,
            Operation operation,
            String model,
            String request,
            Optional<NewTask.Callback> callback) {
        var task =
                new NewTask(
                        job,
                        operation,
                        model,
                        Payload.of(Api.quoted(request)),
                        Optional.empty(),
                        callback);
        return protocol.submitted(task, send(protocol.submit(upstream, task)));
    }

    TaskState looked(RemoteTask task) {
        return protocol.looked(task, send(protocol.look(upstream, task)));
    }

    TaskState fetched(RemoteTask task) {
        return protocol.fetched(task, send(protocol.fetch(upstream, task)));
    }

    /** The answer to being called off. */
    Reply calledOff(RemoteTask task) {
        return send(protocol.callOff(upstream, task).orElseThrow());
    }

    private Reply send(Request request) {
        return wire.send(request);
    }

    @Override
    public void close() {
        wire.close();
    }
}
