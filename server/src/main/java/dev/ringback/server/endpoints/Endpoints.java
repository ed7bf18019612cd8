package dev.ringback.server.endpoints;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.port.Follower;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.events.Recipient;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.vault.VaultException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All endpoints, in memory, as they are on disk: loaded at the start, and replaced after each
 * commit that changes one. Readers never wait.
 */
public final class Endpoints implements Follower, LanePolicies, Recipients {

    private static final System.Logger LOG = System.getLogger(Endpoints.class.getName());

    private final EndpointCodec codec;
    private final Map<String, Subscription> byId = new ConcurrentHashMap<>();
    private final Map<ProjectId, ProjectEndpoints> byProject = new ConcurrentHashMap<>();
    private volatile Consumer<LaneId> refresh = _ -> {};

    public Endpoints(EndpointCodec codec) {
        this.codec = codec;
    }

    /**
     * Takes over what is on disk; what was known and is not among it is forgotten. For the start,
     * before anything is committed.
     *
     * @param documents all of kind {@link Endpoint#KIND}
     * @throws UnreadableRecordException when one cannot be read; then nothing has changed
     * @throws VaultException when a secret does not open; then nothing has changed
     */
    public void load(List<Document> documents) {
        List<Subscription> found =
                documents.stream().map(codec::decode).map(Subscription::of).toList();
        Map<ProjectId, List<Subscription>> grouped =
                found.stream().collect(Collectors.groupingBy(s -> s.endpoint().project()));
        synchronized (this) {
            byId.clear();
            byProject.clear();
            found.forEach(subscription -> byId.put(subscription.endpoint().id(), subscription));
            grouped.forEach((id, list) -> byProject.put(id, ProjectEndpoints.of(list)));
        }
    }

    /** {@inheritDoc} What cannot be read is logged, and the endpoint stays as it was. */
    @Override
    public void committed(Change change) {
        changed(change).forEach(refresh);
    }

    /** The lanes whose policy is another one by this change. */
    private Set<LaneId> changed(Change change) {
        Set<LaneId> changed = new HashSet<>();
        for (Document document : change.deletes()) {
            if (document.kind().equals(Endpoint.KIND) && removed(document.id())) {
                changed.add(new LaneId(document.id()));
            }
        }
        for (Document document : change.puts()) {
            if (document.kind().equals(Endpoint.KIND) && applied(document)) {
                changed.add(new LaneId(document.id()));
            }
        }
        return changed;
    }

    private boolean applied(Document document) {
        try {
            return applied(codec.decode(document));
        } catch (UnreadableRecordException | VaultException e) {
            LOG.log(System.Logger.Level.ERROR, "an endpoint cannot be read after its change", e);
            return false;
        }
    }

    /**
     * Puts an endpoint that is on disk in place of its earlier revision.
     *
     * @return whether its lane's policy is another now
     */
    public synchronized boolean applied(Endpoint endpoint) {
        Subscription before = byId.get(endpoint.id());
        if (before != null && before.endpoint().revision() >= endpoint.revision()) {
            return false;
        }
        Subscription now = Subscription.of(endpoint);
        byId.put(endpoint.id(), now);
        byProject.merge(
                endpoint.project(), ProjectEndpoints.NONE.with(now), (old, _) -> old.with(now));
        return before == null || !before.policy().equals(now.policy());
    }

    /**
     * Forgets an endpoint.
     *
     * @return whether it was there
     */
    public synchronized boolean removed(String id) {
        Subscription gone = byId.remove(id);
        if (gone == null) {
            return false;
        }
        byProject.computeIfPresent(gone.endpoint().project(), (_, old) -> old.without(id));
        return true;
    }

    /** The endpoint of that id, when it belongs to the project. */
    public Optional<Endpoint> find(ProjectId project, String id) {
        return Optional.ofNullable(byId.get(id))
                .map(Subscription::endpoint)
                .filter(endpoint -> endpoint.project().equals(project));
    }

    /** The endpoint that a lane belongs to. */
    public Optional<Endpoint> find(LaneId lane) {
        return Optional.ofNullable(byId.get(lane.value())).map(Subscription::endpoint);
    }

    /** Whether the endpoint of a lane takes events of a type, also while it is disabled. */
    public boolean takes(LaneId lane, String type) {
        Subscription known = byId.get(lane.value());
        return known != null && known.takes(type);
    }

    /** The endpoints of a project, in the order of their ids. */
    public List<Endpoint> list(ProjectId project) {
        return of(project).endpoints();
    }

    /** Those whose filters decide whether they get an event, in the order of their ids. */
    public List<Endpoint> filtered(Event event) {
        return wanting(event.project(), event.type()).all().stream()
                .filter(Recipient::isFiltered)
                .flatMap(each -> find(event.project(), each.id()).stream())
                .toList();
    }

    @Override
    public Wanting wanting(ProjectId project, String type) {
        return of(project).wanting(type);
    }

    @Override
    public boolean orderBySubject(LaneId lane) {
        return find(lane)
                .filter(endpoint -> endpoint.pace().ordering() == LanePolicy.Ordering.SERIES)
                .isPresent();
    }

    @Override
    public Set<ProjectId> projects() {
        return Set.copyOf(byProject.keySet());
    }

    /** How many there are, of all projects. */
    public int size() {
        return byId.size();
    }

    /** The policy of an endpoint's lane; empty for other lanes, and for one that is gone. */
    @Override
    public Optional<LanePolicy> of(LaneId lane) {
        return Optional.ofNullable(byId.get(lane.value())).map(Subscription::policy);
    }

    @Override
    public void whenChanged(Consumer<LaneId> refresh) {
        this.refresh = refresh;
    }

    private ProjectEndpoints of(ProjectId project) {
        return byProject.getOrDefault(project, ProjectEndpoints.NONE);
    }
}
