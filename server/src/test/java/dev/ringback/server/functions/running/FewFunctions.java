package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.filters.RunExpression;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.functions.config.AppSync;
import dev.ringback.server.functions.config.FunctionTrigger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The functions of a test; all are in one project. */
public final class FewFunctions implements KnownFunctions {

    private final Map<String, LiveFunction> bySlug = new ConcurrentSkipListMap<>();
    private final List<Consumer<UUID>> hearing = new CopyOnWriteArrayList<>();

    /** Adds one, with more of its registration. */
    public void add(String slug, String more) {
        String body =
                """
                {"appName":"app","sdk":"js:v4.24.0","url":"http://app/","functions":[
                  {"id":"%s","name":"%s",
                   "steps":{"step":{"runtime":{"type":"http","url":"http://app/%s?fnId=%s"},
                                    "retries":{"attempts":2}}}%s}]}
                """
                        .formatted(slug, slug, slug, slug, more.replace('\'', '"'));
        var reader = new AppReader(RunExpression::problemWith, false);
        switch (reader.registration(body.getBytes(StandardCharsets.UTF_8))) {
            case AppSync.Registered(var app) ->
                    put(
                            new LiveFunction(
                                    RunRig.PROJECT,
                                    "app",
                                    app.sdk(),
                                    app.functions().getFirst(),
                                    false,
                                    true,
                                    true));
            case AppSync other -> throw new AssertionError(other.toString());
        }
    }

    private void put(LiveFunction function) {
        bySlug.put(function.slug(), function);
        hearing.forEach(each -> each.accept(function.uuid()));
    }

    /** Has waits of one see nothing that came before them. */
    void lookAhead(String slug) {
        LiveFunction it = Optional.ofNullable(bySlug.get(slug)).orElseThrow();
        put(
                new LiveFunction(
                        it.project(), it.app(), it.sdk(), it.config(), it.paused(), true, false));
    }

    /** Pauses one, or lets it go on. */
    public void pause(String slug, boolean paused) {
        LiveFunction it = Optional.ofNullable(bySlug.get(slug)).orElseThrow();
        put(
                new LiveFunction(
                        it.project(),
                        it.app(),
                        it.sdk(),
                        it.config(),
                        paused,
                        true,
                        it.waitsLookBack()));
    }

    /** Takes one away. */
    public void remove(String slug) {
        Optional.ofNullable(bySlug.remove(slug))
                .ifPresent(gone -> hearing.forEach(each -> each.accept(gone.uuid())));
    }

    @Override
    public Optional<LiveFunction> find(UUID uuid) {
        return bySlug.values().stream().filter(each -> each.uuid().equals(uuid)).findFirst();
    }

    @Override
    public Optional<LiveFunction> find(ProjectId project, String slug) {
        return Optional.ofNullable(bySlug.get(slug));
    }

    @Override
    public List<LiveFunction> startedBy(ProjectId project, String event) {
        return bySlug.values().stream()
                .filter(each ->
                        each.config().triggers().stream()
                                .anyMatch(trigger ->
                                        trigger instanceof FunctionTrigger.OnEvent on
                                                && on.means(event)))
                .toList();
    }

    @Override
    public List<LiveFunction> all(ProjectId project) {
        return List.copyOf(new TreeMap<>(bySlug).values());
    }

    @Override
    public Set<ProjectId> projects() {
        return Set.of(RunRig.PROJECT);
    }

    @Override
    public void whenChanged(Consumer<UUID> hear) {
        hearing.add(hear);
    }
}
