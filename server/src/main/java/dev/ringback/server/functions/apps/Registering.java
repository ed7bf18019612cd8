package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.server.functions.config.AppRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes over what apps tell of themselves: one commit each, which replaces all functions of the
 * app. What is the same as before is not written.
 */
public final class Registering {

    /** Of one project; a list of them is answered whole. */
    static final int MOST_APPS = 500;

    /**
     * Of these, such as are known by requests for their routes alone. Whoever sends a request says
     * at which host, so not all places may go to them.
     */
    static final int MOST_LEARNT = 100;

    private static final int TRIES = 5;

    private final List<Consumer<App>> heard = new CopyOnWriteArrayList<>();
    private final Apps apps;
    private final Store store;
    private final Commits commits;
    private final Clock clock;

    public Registering(Apps apps, Store store, Commits commits, Clock clock) {
        this.apps = apps;
        this.store = store;
        this.commits = commits;
        this.clock = clock;
    }

    /** What became of it. */
    public sealed interface Registered {

        /**
         * It is on disk.
         *
         * @param modified whether that is another than before
         */
        record Taken(App app, boolean modified) implements Registered {}

        /** It is not taken, for a reason in words. */
        record Refused(String why) implements Registered {}

        /** The store did not take it. */
        record NotStored(Committed result) implements Registered {}
    }

    /** What is to become of an app. */
    private sealed interface Next {
        record Be(App app) implements Next {}

        record Not(String why) implements Next {}
    }

    /** Takes an app that tells by itself what it has. */
    public Registered take(ProjectId project, AppRegistration told) {
        Registered result = take(project, told, Optional.empty());
        if (result instanceof Registered.Taken(App app, boolean _)) {
            heard.forEach(each -> each.accept(app));
        }
        return result;
    }

    /** Takes one more route of an app that has told others before, or none. */
    public Registered join(ProjectId project, AppRegistration told) {
        App fresh = App.registering(project, told);
        return become(
                project,
                known -> {
                    App before = named(known, fresh.id()).orElse(fresh);
                    AppRegistration all = before.registration().map(told::joining).orElse(told);
                    return all.functions().size() > AppRegistration.MOST_ENDPOINTS
                            ? new Next.Not(
                                    "the app has %d routes already; give them ids by functionId"
                                            .formatted(AppRegistration.MOST_ENDPOINTS))
                            : new Next.Be(before.synced(all, all.at(), clock.now()));
                });
    }

    /**
     * Takes an app that was asked.
     *
     * @param asked where
     */
    Registered take(ProjectId project, AppRegistration told, String asked) {
        return take(project, told, Optional.of(asked));
    }

    private Registered take(ProjectId project, AppRegistration told, Optional<String> asked) {
        App fresh = App.registering(project, told);
        return become(
                project,
                known -> {
                    Optional<App> before = named(known, fresh.id());
                    String at = place(before, told, asked);
                    return before.flatMap(each -> rival(each, at))
                            .<Next>map(Next.Not::new)
                            .orElseGet(() ->
                                    new Next.Be(
                                            before.orElse(fresh).synced(told, at, clock.now())));
                });
    }

    /**
     * Keeps why an app is refused that tells by itself.
     *
     * @param sender who it says that it is
     */
    public void refused(ProjectId project, AppRegistration sender, String why) {
        Registered _ = refused(project, sender, Optional.empty(), why);
    }

    /** Keeps why an app is refused that was asked, and told who it is. */
    Registered refused(ProjectId project, AppRegistration sender, String asked, String why) {
        return refused(project, sender, Optional.of(asked), why);
    }

    private Registered refused(
            ProjectId project, AppRegistration sender, Optional<String> asked, String why) {
        App fresh = App.registering(project, sender);
        return become(
                project,
                known -> {
                    Optional<App> before = named(known, fresh.id());
                    String at = place(before, sender, asked);
                    App app =
                            isTaken(known, before, at)
                                    ? unnamed(known, project, at)
                                    : before.orElse(fresh);
                    return new Next.Be(app.failed(AppStatus.REFUSED, why, at));
                });
    }

    /** Whether others' functions hold there, or the operator named another place for the app. */
    private boolean isTaken(List<App> known, Optional<App> before, String at) {
        boolean byOthers =
                at(known, at)
                        .filter(there -> there.registration().isPresent())
                        .filter(there -> before.filter(there::equals).isEmpty())
                        .isPresent();
        return byOthers
                || before.filter(apps::isConfigured).filter(each -> !isAt(each, at)).isPresent();
    }

    /** Keeps why an app could not be synced; what it told earlier holds. */
    Registered failed(ProjectId project, String url, AppStatus how, String why) {
        return become(
                project, known -> new Next.Be(unnamed(known, project, url).failed(how, why, url)));
    }

    /** The app that is known to be there, or one of which no more is known. */
    private static App unnamed(List<App> known, ProjectId project, String url) {
        return at(known, url).orElseGet(() -> App.named(project, url));
    }

    /** The operator's word for where an app is goes before its own. */
    private String place(Optional<App> before, AppRegistration told, Optional<String> asked) {
        return asked.or(() -> before.filter(apps::isConfigured).map(App::url)).orElse(told.at());
    }

    /** Two apps of one name at two places that the operator named would replace each other. */
    private Optional<String> rival(App before, String at) {
        return !isAt(before, at)
                        && before.status() == AppStatus.SYNCED
                        && apps.isConfigured(before)
                        && apps.isConfigured(before.project(), at)
                ? Optional.of(
                        "%s calls itself %s, as %s does already: each app needs an id of its own"
                                .formatted(at, before.id(), before.url()))
                : Optional.empty();
    }

    /** Tells of each app that tells by itself, until it is closed. */
    Hearing hear(Consumer<App> listener) {
        heard.add(listener);
        return () -> heard.remove(listener);
    }

    /** Hears of apps. */
    interface Hearing extends AutoCloseable {
        @Override
        void close();
    }

    private Registered become(ProjectId project, Function<List<App>, Next> decision) {
        Registered result = decided(apps.list(project), decision);
        for (int i = 1; i < TRIES && isStale(result); i++) {
            result = decided(onDisk(project), decision);
        }
        return result;
    }

    private static boolean isStale(Registered result) {
        return result instanceof Registered.NotStored(Committed.Stale _);
    }

    private Registered decided(List<App> known, Function<List<App>, Next> decision) {
        return switch (decision.apply(known)) {
            case Next.Not(String why) -> new Registered.Refused(why);
            case Next.Be(App app) -> written(known, app);
        };
    }

    private Registered written(List<App> known, App next) {
        if (named(known, next.id()).filter(next::equals).isPresent()) {
            return new Registered.Taken(next, false);
        }
        Optional<String> full = next.revision() == 1 ? full(known, next) : Optional.empty();
        if (full.isPresent()) {
            return new Registered.Refused(full.get());
        }
        Committed result = commits.commit(change(known, next));
        if (!(result instanceof Committed.Done)) {
            return new Registered.NotStored(result);
        }
        AppNews.tell(next);
        return new Registered.Taken(next, true);
    }

    private Optional<String> full(List<App> known, App next) {
        if (known.size() >= MOST_APPS) {
            return Optional.of("the project has %d apps already".formatted(MOST_APPS));
        }
        long learnt = known.stream().filter(App::isOfEndpoints).count();
        return next.isOfEndpoints() && learnt >= MOST_LEARNT && !apps.isConfigured(next)
                ? Optional.of(
                        """
                        the project has %d apps already that are known by requests for their routes,
                        so %s is not taken: let apps say where they are by INNGEST_SERVE_ORIGIN, name
                        this one by --app, or delete others\
                        """
                                .replace('\n', ' ')
                                .formatted(MOST_LEARNT, next.url()))
                : Optional.empty();
    }

    /** What was known of that place under another name is over. */
    private static Change change(List<App> known, App next) {
        Document[] gone =
                known.stream()
                        .filter(each -> !each.id().equals(next.id()))
                        .filter(each -> !next.url().isEmpty() && isAt(each, next.url()))
                        .map(AppCodec::encode)
                        .toArray(Document[]::new);
        Change change = Change.put(AppCodec.encode(next));
        return gone.length == 0 ? change : change.and(Change.delete(gone));
    }

    private List<App> onDisk(ProjectId project) {
        var query = new DocumentQuery(App.KIND, project, false, Optional.empty(), 1_000);
        List<App> found = new ArrayList<>();
        store.documents(query).forEach(each -> found.add(AppCodec.decode(each)));
        return found;
    }

    private static Optional<App> named(List<App> known, String id) {
        return known.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    private static Optional<App> at(List<App> known, String url) {
        return known.stream().filter(each -> !url.isEmpty() && isAt(each, url)).findFirst();
    }

    private static boolean isAt(App app, String url) {
        return AppUrl.isSame(app.url(), url);
    }
}
