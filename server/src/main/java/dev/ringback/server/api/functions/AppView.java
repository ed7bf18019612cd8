package dev.ringback.server.api.functions;

import dev.ringback.server.functions.apps.App;
import dev.ringback.server.functions.config.FunctionConfig;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An app as it is shown.
 *
 * @param configured whether the operator named it
 * @param functions their ids
 * @param warnings of answers that prove nothing, and of what its functions ask for that is not
 *     served yet
 * @param waitsLookBack whether a wait of its runs also sees what came since the step before it
 */
record AppView(
        String id,
        String url,
        Optional<String> sdk,
        Optional<String> framework,
        String status,
        Optional<String> reason,
        boolean configured,
        List<String> functions,
        List<String> warnings,
        Optional<Instant> syncedAt,
        boolean waitsLookBack) {

    /**
     * Shows one.
     *
     * @param configured whether the operator named it
     * @param warning of the app itself
     */
    static AppView of(App app, boolean configured, Optional<String> warning) {
        List<FunctionConfig> functions =
                app.registration().map(told -> told.functions()).orElse(List.of());
        return new AppView(
                app.id(),
                app.url(),
                app.registration().map(told -> told.sdk().text()).filter(text -> !text.isEmpty()),
                app.registration().map(told -> told.framework()).filter(text -> !text.isEmpty()),
                app.status().word(),
                Optional.of(app.reason()).filter(text -> !text.isEmpty()),
                configured,
                functions.stream().map(FunctionConfig::id).toList(),
                Stream.concat(
                                warning.stream(),
                                functions.stream()
                                        .flatMap(each ->
                                                each.unserved().stream()
                                                        .map(what -> each.id() + ": " + what)))
                        .toList(),
                app.syncedAt(),
                app.waitsLookBack());
    }
}
