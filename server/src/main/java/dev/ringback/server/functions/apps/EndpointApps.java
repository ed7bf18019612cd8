package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.config.AppRegistration;
import dev.ringback.server.functions.sdk.OwnEndpoint;
import dev.ringback.server.functions.sdk.SdkName;
import java.util.Optional;
import java.util.UUID;

/**
 * Routes of apps' own, as functions: nobody registers them, so each is made known by the first run
 * of it.
 *
 * @param functions those that there are
 * @param registering makes others known
 */
public record EndpointApps(KnownFunctions functions, Registering registering) {

    /** What became of looking for one. */
    public sealed interface Taken {

        record Known(LiveFunction function) implements Taken {}

        /** It is not taken, for a reason in words. */
        record Refused(String why) implements Taken {}

        /** The store does not take it for now. */
        record NotStored() implements Taken {}
    }

    /** The function of a route. */
    public Taken take(ProjectId project, OwnEndpoint endpoint, SdkName sdk) {
        String slug = endpoint.slug();
        Optional<LiveFunction> known = functions.find(project, slug);
        if (known.isPresent()) {
            return new Taken.Known(known.get());
        }
        AppRegistration told =
                AppRegistration.ofEndpoint(
                        endpoint.app(),
                        endpoint.origin() + endpoint.path(),
                        sdk,
                        slug,
                        endpoint.name());
        return switch (registering.join(project, told)) {
            case Registering.Registered.Taken _ ->
                    functions
                            .find(project, slug)
                            .<Taken>map(Taken.Known::new)
                            .orElseGet(Taken.NotStored::new);
            case Registering.Registered.Refused(String why) -> new Taken.Refused(why);
            case Registering.Registered.NotStored _ -> new Taken.NotStored();
        };
    }

    /** Names the app of a function on the wire. */
    public static UUID uuid(LiveFunction function) {
        return AppId.uuid(function.project(), function.app());
    }
}
