package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.server.tasks.NewTask;
import dev.ringback.server.upstreams.Upstream;
import java.util.Optional;

/** The port to where upstreams call back. */
public interface CallbackDoors {

    /**
     * Where an upstream tells what became of a project's job; empty when it cannot, so that it has
     * to be asked. May ask the upstream what the two have to agree on first.
     */
    Optional<NewTask.Callback> at(Upstream upstream, ProjectId project, String job);

    /** An upstream no longer keeps where it is to call back: it is told another place next time. */
    void forget(Upstream upstream, ProjectId project);

    /** What an upstream answers about jobs of a project, without what makes such a place secret. */
    Reply hidden(Upstream upstream, ProjectId project, Reply reply);

    /** The name of the upstream that calls back to a source; empty for any other source. */
    Optional<String> upstream(String source);

    /** Nowhere, so that upstreams have to be asked. */
    CallbackDoors NONE =
            new CallbackDoors() {
                @Override
                public Optional<NewTask.Callback> at(
                        Upstream upstream, ProjectId project, String job) {
                    return Optional.empty();
                }

                @Override
                public void forget(Upstream upstream, ProjectId project) {
                    // There is nothing that it was told.
                }

                @Override
                public Reply hidden(Upstream upstream, ProjectId project, Reply reply) {
                    return reply;
                }

                @Override
                public Optional<String> upstream(String source) {
                    return Optional.empty();
                }
            };
}
