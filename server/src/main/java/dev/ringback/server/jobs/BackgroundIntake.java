package dev.ringback.server.jobs;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.access.Caller;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.upstreams.UpstreamChoice;

/** Accepts requests for OpenAI's background responses as jobs, and knows the earlier ones. */
@FunctionalInterface
public interface BackgroundIntake {

    /** Takes a request that has been admitted, as a job. */
    HttpResponse submit(
            ModelRequest asked, UpstreamChoice choice, HttpRequest request, Caller caller);

    /**
     * A request for a response, with all that was said before when it goes on from one of those;
     * otherwise as it is.
     */
    default Asked<ModelRequest> continued(ProjectId project, ModelRequest asked) {
        return new Asked.Valid<>(asked);
    }
}
