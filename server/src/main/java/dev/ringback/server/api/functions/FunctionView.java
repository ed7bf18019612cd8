package dev.ringback.server.api.functions;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Omitted;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.config.FunctionConfig;
import dev.ringback.server.functions.config.FunctionTrigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A function as it is shown.
 *
 * @param id the app's name and the function's id, joined by a hyphen
 * @param app id of its app
 * @param url where it is called
 * @param paused whether nothing starts it
 * @param attempts how often a step is tried
 * @param warnings of what it asks for that is not served yet
 * @param configuration as its app told it
 */
record FunctionView(
        String id,
        String app,
        String name,
        List<TriggerView> triggers,
        String url,
        boolean paused,
        int attempts,
        List<String> warnings,
        Optional<JsonTree> configuration) {

    /** What starts it, and when it is started next where that is a schedule. */
    record TriggerView(
            @Omitted Optional<String> event,
            @Omitted Optional<String> condition,
            @Omitted Optional<String> cron,
            @Omitted Optional<Instant> nextAt) {

        static TriggerView of(FunctionTrigger trigger, Map<String, Instant> next) {
            return switch (trigger) {
                case FunctionTrigger.OnEvent(String name, Optional<String> condition) ->
                        new TriggerView(
                                Optional.of(name), condition, Optional.empty(), Optional.empty());
                case FunctionTrigger.OnSchedule(String cron, var _) ->
                        new TriggerView(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(cron),
                                Optional.ofNullable(next.get(cron)));
            };
        }
    }

    /**
     * Shows one.
     *
     * @param next when its schedules start it next, by their texts
     */
    static FunctionView of(LiveFunction function, boolean paused, Map<String, Instant> next) {
        Map<String, Instant> ahead = paused ? Map.of() : next;
        FunctionConfig config = function.config();
        return new FunctionView(
                function.slug(),
                function.app(),
                config.name(),
                config.triggers().stream().map(each -> TriggerView.of(each, ahead)).toList(),
                config.url(),
                paused,
                config.bounds().maxAttempts(),
                config.unserved(),
                JsonTree.read(Payload.of(config.whole().bytes())));
    }
}
