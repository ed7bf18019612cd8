package dev.ringback.server.api.endpoints;

import dev.ringback.kernel.model.Change;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.EntityTag;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.operations.OrphanedCalls;

/** Turns decisions about endpoints into changes; the registry follows what is committed. */
record EndpointWrites(EndpointCodec codec, OrphanedCalls orphans) {

    /** The decision to write an endpoint's next revision. */
    Decision save(Endpoint next, HttpResponse.Whole answer) {
        return Decision.write(Change.put(codec.encode(next)), tag(next).on(answer));
    }

    /** The decision to remove an endpoint. What waits for it is run once more, and found dead. */
    Decision remove(Endpoint endpoint) {
        return new Decision.Write(
                Change.delete(codec.encode(endpoint)),
                HttpResponse.noContent(),
                () -> orphans.end(endpoint));
    }

    static EntityTag tag(Endpoint endpoint) {
        return new EntityTag(endpoint.edition());
    }
}
