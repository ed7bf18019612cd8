package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.functions.config.AppRegistration;
import dev.ringback.server.functions.config.AppSync;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Apps on a disk in memory, which register. */
final class AppWorld {

    static final ProjectId PROJECT = ProjectId.DEFAULT;
    private static final AppReader READER = new AppReader(_ -> Optional.empty(), true);

    final ManualTime time = ManualTime.atNoon();
    final MemoryStore store = new MemoryStore();
    final Apps apps;
    final Registering registering;

    /** How many changes were written. */
    int written;

    AppWorld(String... configured) {
        apps = new Apps(List.of(configured));
        registering = new Registering(apps, store, this::commit, time);
    }

    Committed commit(Change change) {
        Committed result = store.commit(List.of(change)).getFirst();
        if (result instanceof Committed.Done) {
            written++;
            apps.committed(change);
        }
        return result;
    }

    /** What another server makes of the same disk. */
    Apps restarted(String... configured) {
        var others = new Apps(List.of(configured));
        others.load(store);
        return others;
    }

    /** Has an app register whose functions are started by events, each as {@code id:event}. */
    Registering.Registered register(String name, String url, String... functions) {
        return registering.take(PROJECT, told(name, url, functions));
    }

    /** What an app tells. */
    static AppRegistration told(String name, String url, String... functions) {
        String all =
                Stream.of(functions)
                        .map(each -> function(name, url, each))
                        .collect(Collectors.joining(","));
        return read(
                "{\"appName\":\"%s\",\"url\":\"%s\",\"sdk\":\"js:v4.24.0\",\"framework\":\"express\",\"functions\":[%s]}"
                        .formatted(name, url, all));
    }

    static AppRegistration read(String body) {
        return switch (READER.registration(body.getBytes(StandardCharsets.UTF_8))) {
            case AppSync.Registered(AppRegistration told) -> told;
            case AppSync other -> throw new AssertionError(other);
        };
    }

    private static String function(String app, String url, String function) {
        String[] parts = function.split(":");
        String triggers =
                Stream.of(parts)
                        .skip(1)
                        .map("{\"event\":\"%s\"}"::formatted)
                        .collect(Collectors.joining(","));
        return "{\"id\":\"%1$s-%2$s\",\"name\":\"%2$s\",\"triggers\":[%3$s],\"steps\":{\"step\":{\"id\":\"step\",\"name\":\"step\",\"runtime\":{\"type\":\"http\",\"url\":\"%4$s?fnId=%1$s-%2$s&stepId=step\"}}}}"
                .formatted(app, parts[0], triggers, url);
    }

    static List<String> slugs(List<LiveFunction> functions) {
        return functions.stream().map(LiveFunction::slug).toList();
    }
}
