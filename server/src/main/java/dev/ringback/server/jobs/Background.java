package dev.ringback.server.jobs;

import dev.ringback.kernel.ProjectId;
import dev.ringback.server.access.Caller;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.RequestReader;
import dev.ringback.server.upstreams.Choice;

/** Takes the responses that are wanted in OpenAI's background mode, and remembers them. */
@FunctionalInterface
public interface Background {

    /** Takes a request that has been admitted, as a job. */
    HttpResponse submit(ModelRequest asked, Choice choice, HttpRequest request, Caller caller);

    /**
     * A request for a response, with all that was said before when it goes on from one of those;
     * otherwise as it is.
     */
    default RequestReader.Reading continued(ProjectId project, ModelRequest asked) {
        return new RequestReader.Reading.Valid(asked);
    }
}
