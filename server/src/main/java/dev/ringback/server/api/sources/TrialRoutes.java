package dev.ringback.server.api.sources;

import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.Omitted;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.receiving.Trials;
import dev.ringback.server.sources.LiveSource;
import java.util.List;
import java.util.Optional;

/** The route that sends a source a sample of its provider. */
record TrialRoutes(Surface surface, SourceWrites writes, Trials trials) {

    List<Route> routes() {
        return List.of(surface.change("POST", SourceRoutes.ONE + "/test", Scope.WRITE, this::test));
    }

    /**
     * What came of it.
     *
     * @param status what the provider would have been answered
     * @param event the id of the event that it became
     */
    private record Tested(int status, boolean accepted, @Omitted Optional<String> event) {}

    private Decision test(HttpRequest request, Caller caller) {
        return writes.decide(
                request, caller, (_, live) -> () -> tested(live, writes.senders().base(request)));
    }

    private Decision tested(LiveSource live, String base) {
        return switch (trials.send(live, base)) {
            case Trials.Trial.Unsigned(String why) ->
                    new Decision.Answer(Problems.of(409, "cannot_sign", why));
            case Trials.Trial.Sent(int status, Optional<String> event) ->
                    new Decision.Done(
                            HttpResponse.of(200, new Tested(status, status / 100 == 2, event)));
        };
    }
}
