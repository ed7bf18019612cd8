package dev.ringback.server.api.endpoints;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.operations.OrphanedCalls;

/** Turns decisions about endpoints into changes; the registry follows what is committed. */
record EndpointWrites(EndpointCodec codec, OrphanedCalls orphans) {

    /** The decision to write an endpoint's next revision. */
    Decision save(Endpoint next, HttpResponse.Whole answer) {
        return Decision.write(Change.put(codec.encode(next)), tagged(answer, next));
    }

    /** The decision to remove an endpoint. What waits for it is run once more, and found dead. */
    Decision remove(Endpoint endpoint) {
        return new Decision.Write(
                Change.delete(codec.encode(endpoint)),
                HttpResponse.noContent(),
                () -> orphans.end(endpoint));
    }

    /** The same answer, naming the endpoint's edition as RFC 9110 section 8.8.3 says. */
    static HttpResponse.Whole tagged(HttpResponse.Whole answer, Endpoint endpoint) {
        return Problems.with(answer, new Header("ETag", tag(endpoint)));
    }

    static String tag(Endpoint endpoint) {
        return "\"" + endpoint.edition() + "\"";
    }
}
