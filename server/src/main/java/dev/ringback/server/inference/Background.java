package dev.ringback.server.inference;

import dev.ringback.server.access.Caller;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.upstreams.Choice;

/** Takes the responses that are wanted in OpenAI's background mode. */
@FunctionalInterface
public interface Background {

    /** Takes a request that has been admitted, as a job. */
    HttpResponse submit(ModelRequest asked, Choice choice, HttpRequest request, Caller caller);
}
