package dev.ringback.server.api.sources;

import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.protocol.providers.Provider;
import dev.ringback.protocol.providers.Providers;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.Surface;
import java.util.List;
import java.util.Map;

/** The routes under {@code /api/v1/providers}: the catalogue. */
record ProviderRoutes(Surface surface) {

    private static final String PATH = "/api/v1/providers";

    List<Route> routes() {
        return List.of(
                surface.look(PATH, Scope.READ, (_, _) -> all()),
                surface.look(PATH + "/{id}", Scope.READ, this::one));
    }

    private record View(
            String id,
            String name,
            List<String> aliases,
            String docs,
            Map<String, String> configure,
            List<String> steps,
            List<String> notes,
            boolean needsSecret,
            boolean coversBody) {

        static View of(Provider provider) {
            return new View(
                    provider.id(),
                    provider.name(),
                    provider.aliases(),
                    provider.docs(),
                    provider.configure(),
                    provider.steps(),
                    provider.notes(),
                    provider.scheme().needsSecret(),
                    provider.scheme().coversBody());
        }
    }

    private static HttpResponse all() {
        List<View> views = Providers.builtIn().all().stream().map(View::of).toList();
        return Page.whole(views);
    }

    private HttpResponse one(HttpRequest request, Caller caller) {
        return Providers.builtIn()
                .find(request.parameter("id"))
                .map(provider -> HttpResponse.of(200, View.of(provider)))
                .orElseGet(() -> Problems.notFound("provider"));
    }
}
