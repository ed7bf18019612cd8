package dev.ringback.server.generations;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.server.jobs.asking.CallbackDoors;
import dev.ringback.server.tasks.NewTask;
import dev.ringback.server.upstreams.Upstream;
import java.net.URI;
import java.util.Optional;

/**
 * A door that upstreams know, and at which nobody ever knocks.
 *
 * @param name under which they know it
 * @param gone what happens when one says that it does not know it
 */
record SilentDoor(Optional<String> name, Runnable gone) implements CallbackDoors {

    @Override
    public Optional<NewTask.Callback> at(Upstream upstream, ProjectId project, String job) {
        return Optional.of(
                new NewTask.Callback(URI.create("https://us.example/in/x/" + job), name));
    }

    @Override
    public void forget(Upstream upstream, ProjectId project) {
        gone.run();
    }

    @Override
    public Reply hidden(Upstream upstream, ProjectId project, Reply reply) {
        return reply;
    }

    @Override
    public Optional<String> upstream(String source) {
        return Optional.empty();
    }
}
