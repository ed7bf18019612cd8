package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Wire;
import dev.ringback.kernel.time.Clock;
import dev.ringback.server.functions.apps.AppAsking.Asked;
import dev.ringback.server.functions.apps.Registering.Registered;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.functions.config.AppRegistration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Asks apps for their functions and takes them over: first so that the answer holds them, which
 * works through one connection and is signed; then, where an SDK knows only that, so that the app
 * registers by itself.
 */
public final class AppSyncing {

    private final Apps apps;
    private final Registering registering;
    private final AppAsking asking;
    private final AppSigning signing;
    private final Wire guarded;
    private final Wire unguarded;

    /**
     * Wires.
     *
     * @param guarded the way to apps that tenants named
     * @param unguarded the way to those that the operator named, wherever they are
     */
    public AppSyncing(
            Apps apps,
            Registering registering,
            AppReader reader,
            AppSigning signing,
            Wire guarded,
            Wire unguarded,
            Clock clock) {
        this.apps = apps;
        this.registering = registering;
        this.asking = new AppAsking(reader, signing, clock);
        this.signing = signing;
        this.guarded = guarded;
        this.unguarded = unguarded;
    }

    /**
     * Asks the app at a URL, which takes seconds where it does not answer.
     *
     * @return the app as it is then, with the reason where it is not synced
     */
    public Registered sync(ProjectId project, String url) {
        if (!signing.isDev() && !signing.hasKey()) {
            return refused(project, url, AppSigning.NO_KEY);
        }
        if (!AppUrl.isAskable(url)) {
            return refused(project, url, "\"%s\" is no http or https URL".formatted(url));
        }
        Wire wire = apps.isConfigured(project, url) ? unguarded : guarded;
        List<App> heard = new CopyOnWriteArrayList<>();
        try (var _ = registering.hear(heard::add)) {
            Asked asked = asking.ask(wire, project, url, true);
            Asked again =
                    asked instanceof Asked.Refused refused && refused.again()
                            ? asking.ask(wire, project, url, false)
                            : asked;
            // What it says to the newer way names the cause.
            return taken(project, url, isGood(again) ? again : asked, heard);
        }
    }

    /** What an operator has to know who relies on answers being the app's; empty when they are. */
    public Optional<String> unproven(App app) {
        return app.registration()
                .map(AppRegistration::sdk)
                .filter(sdk -> !signing.isDev() && !sdk.signsAnswers())
                .map(sdk ->
                        "its SDK ("
                                + sdk.text()
                                + ") signs no answers: whoever can answer in the app's place is"
                                + " believed, so it belongs behind https");
    }

    private static boolean isGood(Asked asked) {
        return asked instanceof Asked.Told || asked instanceof Asked.ByItself;
    }

    private Registered taken(ProjectId project, String url, Asked asked, List<App> heard) {
        return switch (asked) {
            case Asked.Told(AppRegistration told) -> told(project, url, told);
            case Asked.ByItself _ ->
                    registered(project, url, heard)
                            .flatMap(App::registration)
                            .map(told -> told(project, url, told))
                            .orElseGet(() ->
                                    refused(
                                            project,
                                            url,
                                            url
                                                    + " answered that it has registered, and no"
                                                    + " registration came here: its"
                                                    + " INNGEST_BASE_URL (or INNGEST_DEV) has to"
                                                    + " name this server"));
            case Asked.Unreachable(String why) ->
                    registering.failed(project, url, AppStatus.UNREACHABLE, why);
            case Asked.Refused(Optional<AppRegistration> who, String why, boolean _) ->
                    who.map(app -> registering.refused(project, app, url, why))
                            .orElseGet(() -> refused(project, url, why));
        };
    }

    private Registered told(ProjectId project, String url, AppRegistration told) {
        Registered result = registering.take(project, told, url);
        return result instanceof Registered.Refused(String why)
                ? refused(project, url, why)
                : result;
    }

    private Registered refused(ProjectId project, String url, String why) {
        return registering.failed(project, url, AppStatus.REFUSED, why);
    }

    /** Which of those that registered meanwhile was asked: it may call itself something else. */
    private static Optional<App> registered(ProjectId project, String url, List<App> heard) {
        List<App> ours = heard.stream().filter(each -> each.project().equals(project)).toList();
        Optional<App> there =
                ours.stream()
                        .filter(each ->
                                each.registration()
                                        .filter(told -> AppUrl.isSame(told.at(), url))
                                        .isPresent())
                        .findFirst();
        boolean one = ours.stream().map(App::id).distinct().count() == 1;
        return there.isPresent() || !one ? there : Optional.of(ours.getFirst());
    }
}
