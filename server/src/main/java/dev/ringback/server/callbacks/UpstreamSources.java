package dev.ringback.server.callbacks;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.protocol.providers.request.MalformedSchemeException;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.asking.CallbackDoors;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.RotatedSecret;
import dev.ringback.server.sources.Source;
import dev.ringback.server.tasks.Arrangement;
import dev.ringback.server.tasks.NewTask;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamQueue;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sources that upstreams call back to: one for each upstream and project, made when the first
 * job goes there. What the two have to agree on is asked of the upstream then, and again now and
 * then where it is something that may change.
 */
final class UpstreamSources implements CallbackDoors {

    private static final System.Logger LOG = System.getLogger(UpstreamSources.class.getName());

    /** For so long it is not asked again what was agreed. */
    private static final Duration AGREED = Duration.ofMinutes(10);

    /** Nor whether anything can be, when it could not. */
    private static final Duration REFUSED = Duration.ofMinutes(1);

    private final Ground ground;
    private final DraftSources drafts;
    private final Callbacks.Ports ports;
    private final Map<Key, Door> doors = new ConcurrentHashMap<>();

    UpstreamSources(Ground ground, Callbacks.Ports ports) {
        this.ground = ground;
        drafts = new DraftSources(ground);
        this.ports = ports;
    }

    private record Key(String upstream, ProjectId project) {}

    /** What is known of one. */
    private static final class Door {

        private final ReentrantLock lock = new ReentrantLock();
        private Optional<Source> source = Optional.empty();
        private Instant until = Instant.MIN;
        private Instant forgotten = Instant.MIN;
    }

    @Override
    public Optional<NewTask.Callback> at(Upstream upstream, ProjectId project, String job) {
        Optional<String> base = base(upstream);
        if (base.isEmpty()) {
            return Optional.empty();
        }
        return source(upstream, project, base.get())
                .map(source ->
                        new NewTask.Callback(
                                URI.create(url(source, base.get()) + "/" + job),
                                source.upstream().flatMap(Source.OfUpstream::knownAs)));
    }

    @Override
    public Optional<String> upstream(String source) {
        return ports.sources()
                .find(source)
                .map(LiveSource::source)
                .flatMap(Source::upstream)
                .map(Source.OfUpstream::name);
    }

    /** {@inheritDoc} Many jobs may hear of that at the same time, so once in a while is enough. */
    @Override
    public void forget(Upstream upstream, ProjectId project) {
        Door door = door(upstream, project);
        door.lock.lock();
        try {
            Instant now = ground.time().steady();
            if (now.isAfter(door.forgotten.plus(REFUSED))) {
                door.forgotten = now;
                door.until = Instant.MIN;
                find(upstream, project)
                        .ifPresent(source -> saved(drafts.elsewhere(source, upstream)));
            }
        } finally {
            door.lock.unlock();
        }
    }

    private Door door(Upstream upstream, ProjectId project) {
        return doors.computeIfAbsent(new Key(upstream.name(), project), _ -> new Door());
    }

    @Override
    public Reply hidden(Upstream upstream, ProjectId project, Reply reply) {
        List<Secret> tokens =
                find(upstream, project).stream()
                        .flatMap(source -> source.tokens().stream())
                        .map(RotatedSecret::secret)
                        .toList();
        return HiddenTokens.in(reply, tokens);
    }

    /** Where an upstream reaches this server; one on this machine needs no public URL. */
    private Optional<String> base(Upstream upstream) {
        return ports.publicUrl()
                .or(() ->
                        Optional.of(ports.self().get().toString())
                                .filter(_ -> isHere(upstream.baseUrl().getHost())));
    }

    private static boolean isHere(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    }

    private static String url(Source source, String base) {
        return base.replaceFirst("/+$", "") + LiveSource.PATH + source.token().secret().reveal();
    }

    private Optional<Source> source(Upstream upstream, ProjectId project, String base) {
        Door door = door(upstream, project);
        door.lock.lock();
        try {
            Instant now = ground.time().steady();
            if (now.isAfter(door.until)) {
                door.source = agreed(upstream, project, base);
                door.until = now.plus(door.source.isPresent() ? AGREED : REFUSED);
            }
            return door.source;
        } finally {
            door.lock.unlock();
        }
    }

    /** The source as it is on disk once all is agreed; empty when the upstream cannot call back. */
    private Optional<Source> agreed(Upstream upstream, ProjectId project, String base) {
        Optional<Source> before = find(upstream, project);
        Source source = before.orElseGet(() -> drafts.blank(upstream, project));
        String url = url(source, base);
        if (before.flatMap(Source::upstream)
                .flatMap(Source.OfUpstream::url)
                .equals(Optional.of(url))) {
            // It was told this URL, and keeps it under a name: telling it again would make another.
            return before;
        }
        Optional<Arrangement> arrangement = arrangement(upstream, project, URI.create(url));
        if (arrangement.isEmpty()) {
            if (before.isEmpty()) {
                show(source, upstream, url);
            }
            return before.filter(each -> !DraftSources.isBlank(each));
        }
        Source next = drafts.agreeing(source, upstream, arrangement.get(), url);
        return before.equals(Optional.of(next)) || saved(next) ? Optional.of(next) : before;
    }

    /** Where people have to agree with an upstream, they need the URL before there is a secret. */
    private void show(Source source, Upstream upstream, String url) {
        if (TaskProtocol.of(upstream).arrange(upstream, URI.create(url)).isEmpty()) {
            boolean _ = saved(source.withTrust(source.trust(), ground.time().now()));
        }
    }

    private Optional<Source> find(Upstream upstream, ProjectId project) {
        return ports.sources().list(project).stream()
                .map(LiveSource::source)
                .filter(each ->
                        each.upstream()
                                .filter(whose -> whose.name().equals(upstream.name()))
                                .isPresent())
                .filter(each ->
                        each.trust().provider().equals(TaskProtocol.of(upstream).provider()))
                .findFirst();
    }

    private Optional<Arrangement> arrangement(Upstream upstream, ProjectId project, URI url) {
        TaskProtocol protocol = TaskProtocol.of(upstream);
        Optional<Reply> answer =
                protocol.arrange(upstream, url)
                        .map(request ->
                                ports.wire()
                                        .send(
                                                upstream,
                                                UpstreamQueue.JOBS,
                                                project,
                                                request,
                                                new Hangup()));
        Optional<Arrangement> arranged = protocol.arranged(upstream, answer);
        if (arranged.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the upstream {0} does not say how it signs callbacks; it is asked about jobs"
                            + " instead (upstream-webhook-secret)",
                    upstream.name());
        }
        return arranged;
    }

    private boolean saved(Source next) {
        try {
            LiveSource _ = LiveSource.of(next);
        } catch (MalformedSchemeException e) {
            LOG.log(System.Logger.Level.WARNING, "callbacks cannot be verified by what is told", e);
            return false;
        }
        return ground.engine().commit(ports.codec().change(next, 0)) instanceof Committed.Done;
    }

    /** Says at the start which upstreams cannot call back. */
    void warn() {
        for (Upstream upstream : ports.upstreams().all()) {
            if (TaskProtocol.of(upstream.kind()).isPresent() && base(upstream).isEmpty()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the upstream {0} cannot call back without a public-url; it is asked about"
                                + " jobs instead",
                        upstream.name());
            }
        }
    }
}
