package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.time.Time;
import dev.ringback.server.functions.apps.Registering.Registered;
import java.time.Duration;
import java.util.List;

/**
 * Asks the apps that the operator named: from the start on, with growing pauses until they answer,
 * and while developing again and again, so that changes of their code are seen.
 */
public final class AppWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AppWatch.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_PAUSE = Duration.ofMinutes(1);
    private static final Duration DEV_PAUSE = Duration.ofSeconds(5);

    private final List<String> urls;
    private final AppSyncing syncing;
    private final boolean dev;
    private final Time time;
    private final Loop loop = Loop.logged("apps", LOG);
    private volatile boolean closed;

    /**
     * Makes it ready.
     *
     * @param urls of the apps
     * @param dev whether apps are asked again that have answered
     */
    public AppWatch(List<String> urls, AppSyncing syncing, boolean dev, Time time) {
        this.urls = urls;
        this.syncing = syncing;
        this.dev = dev;
        this.time = time;
    }

    /** Begins with all of them at once. */
    public void start() {
        urls.forEach(url -> round(url, FIRST_PAUSE));
    }

    /** Asks nobody any more; what is under way ends by itself. */
    @Override
    public void close() {
        closed = true;
    }

    private void round(String url, Duration pause) {
        Thread.ofVirtual()
                .name("app")
                .start(() -> {
                    if (!closed && !loop.step(() -> ask(url, pause))) {
                        later(url, pause, longer(pause));
                    }
                });
    }

    private void ask(String url, Duration pause) {
        if (!isSynced(url)) {
            later(url, pause, longer(pause));
        } else if (dev) {
            later(url, DEV_PAUSE, FIRST_PAUSE);
        }
    }

    private void later(String url, Duration pause, Duration next) {
        Time.Alarm _ = time.after(pause, () -> round(url, next));
    }

    private Duration longer(Duration pause) {
        Duration most = dev ? DEV_PAUSE : LAST_PAUSE;
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(most) > 0 ? most : twice;
    }

    private boolean isSynced(String url) {
        return switch (syncing.sync(ProjectId.DEFAULT, url)) {
            case Registered.Taken(App app, boolean _) -> app.status() == AppStatus.SYNCED;
            case Registered.Refused(String why) -> {
                LOG.log(System.Logger.Level.WARNING, () -> "app " + url + ": " + why);
                yield false;
            }
            case Registered.NotStored(Committed result) -> {
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "app %s is not stored: %s".formatted(url, result));
                yield false;
            }
        };
    }
}
