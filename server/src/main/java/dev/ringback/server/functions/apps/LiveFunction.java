package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.config.FunctionConfig;
import dev.ringback.server.functions.sdk.SdkName;
import java.util.UUID;

/**
 * A function that can be started, as its app registered it last.
 *
 * @param project whose it is
 * @param app id of its app
 * @param sdk what the app is written with
 * @param config what starts it and what bounds its runs
 * @param paused whether nothing starts it for now
 * @param configured whether the operator named its app, which is then reached wherever it is
 * @param waitsLookBack whether a wait of its runs also sees what came since the step before it
 */
public record LiveFunction(
        ProjectId project,
        String app,
        SdkName sdk,
        FunctionConfig config,
        boolean paused,
        boolean configured,
        boolean waitsLookBack) {

    /** Names it on the wire and in lanes; the same over registrations. */
    public UUID uuid() {
        return config.uuid(project.value());
    }

    /** The app's name and the function's id, joined by a hyphen. */
    public String slug() {
        return config.id();
    }
}
