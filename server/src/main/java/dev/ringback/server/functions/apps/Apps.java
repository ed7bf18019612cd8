package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * All apps with their functions, in memory, as they are on disk: loaded at the start, and replaced
 * after each commit that changes one. Readers never wait.
 */
public final class Apps implements Follower, KnownFunctions {

    private static final System.Logger LOG = System.getLogger(Apps.class.getName());

    private final Set<String> configured;
    private final Set<String> origins;
    private volatile Consumer<UUID> hears = _ -> {};
    private final ProjectApps none = ProjectApps.none(this::isConfigured);
    private final Map<ProjectId, ProjectApps> byProject = new ConcurrentHashMap<>();
    private final Map<UUID, LiveFunction> byUuid = new ConcurrentHashMap<>();

    /**
     * Makes it, without apps.
     *
     * @param configured URLs of apps that the operator named; they are the default project's
     */
    public Apps(List<String> configured) {
        this.configured =
                configured.stream().map(AppUrl::key).collect(Collectors.toUnmodifiableSet());
        this.origins =
                configured.stream().map(AppUrl::origin).collect(Collectors.toUnmodifiableSet());
    }

    /** Takes over what is on disk, before anything is committed. */
    public void load(Store store) {
        store.documents(PausedFunction.KIND).forEach(this::pause);
        store.documents(App.KIND).forEach(each -> put(AppCodec.decode(each)));
    }

    @Override
    public void committed(Change change) {
        for (Document document : change.deletes()) {
            switch (document.kind()) {
                case App.KIND -> replace(document.project(), known -> known.without(document.id()));
                case PausedFunction.KIND ->
                        replace(document.project(), known -> known.resuming(document.id()));
                default -> {}
            }
        }
        for (Document document : change.puts()) {
            switch (document.kind()) {
                case App.KIND -> apply(document);
                case PausedFunction.KIND -> pause(document);
                default -> {}
            }
        }
    }

    private void apply(Document document) {
        try {
            put(AppCodec.decode(document));
        } catch (UnreadableRecordException e) {
            LOG.log(System.Logger.Level.ERROR, "an app cannot be read after its change", e);
        }
    }

    private void put(App app) {
        replace(
                app.project(),
                known -> {
                    Optional<App> before = known.find(app.id());
                    return before.isPresent() && before.get().revision() >= app.revision()
                            ? known
                            : known.with(app);
                });
    }

    private void pause(Document document) {
        replace(document.project(), known -> known.pausing(document));
    }

    private synchronized void replace(ProjectId project, UnaryOperator<ProjectApps> change) {
        ProjectApps before = of(project);
        ProjectApps after = change.apply(before);
        byProject.put(project, after);
        Map<UUID, LiveFunction> now = byUuid(after);
        Map<UUID, LiveFunction> gone = byUuid(before);
        gone.keySet().removeAll(now.keySet());
        List<UUID> changed = new ArrayList<>(gone.keySet());
        // Those that stay are never missed by whoever looks meanwhile.
        now.forEach((uuid, function) -> {
            if (!function.equals(byUuid.put(uuid, function))) {
                changed.add(uuid);
            }
        });
        gone.keySet().forEach(byUuid::remove);
        changed.forEach(hears);
    }

    private static Map<UUID, LiveFunction> byUuid(ProjectApps project) {
        return project.functions().all().stream()
                .collect(Collectors.toMap(LiveFunction::uuid, each -> each));
    }

    /** Whether the operator named the app that is there. */
    boolean isConfigured(ProjectId project, String url) {
        return project.equals(ProjectId.DEFAULT) && configured.contains(AppUrl.key(url));
    }

    /** Whether the operator named an app, or another one at the same origin as its routes. */
    public boolean isConfigured(App app) {
        return isConfigured(app.project(), app.url())
                || (app.project().equals(ProjectId.DEFAULT)
                        && app.isOfEndpoints()
                        && origins.contains(AppUrl.origin(app.url())));
    }

    /** The apps of a project, in the order of their ids. */
    public List<App> list(ProjectId project) {
        return List.copyOf(of(project).apps());
    }

    /** An app of a project. */
    public Optional<App> app(ProjectId project, String id) {
        return of(project).find(id);
    }

    /** The document that says that a function is paused. */
    Optional<Document> pauseOf(ProjectId project, String slug) {
        return of(project).pauseOf(slug);
    }

    @Override
    public Optional<LiveFunction> find(UUID uuid) {
        return Optional.ofNullable(byUuid.get(uuid));
    }

    @Override
    public Optional<LiveFunction> find(ProjectId project, String slug) {
        return of(project).functions().find(slug);
    }

    @Override
    public List<LiveFunction> startedBy(ProjectId project, String event) {
        return of(project).functions().startedBy(event);
    }

    @Override
    public List<LiveFunction> all(ProjectId project) {
        return List.copyOf(of(project).functions().all());
    }

    @Override
    public void whenChanged(Consumer<UUID> hear) {
        hears = hears.andThen(hear);
    }

    @Override
    public Set<ProjectId> projects() {
        return byProject.entrySet().stream()
                .filter(each -> !each.getValue().functions().all().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private ProjectApps of(ProjectId project) {
        return byProject.getOrDefault(project, none);
    }
}
