package dev.ringback.server.access;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The API keys of the instance: an immutable snapshot, replaced when one is made or revoked. */
public final class Keys {

    /** What the ids of keys start with. */
    public static final String PREFIX = "key_";

    /** How long a revoked key is listed; for ever would let the list grow without end. */
    public static final Duration REVOKED_KEPT = Duration.ofDays(30);

    /** The key that the operator gave, or that the first start made. */
    private static final String BOOTSTRAP = "key_bootstrap";

    /** Keys for events that the operator gave. */
    private static final String EVENTS = "key_event_";

    private static final int EVENT_DIGITS = 16;

    private final Store store;
    private final Clock time;
    private final Ids ids;
    private final RandomGenerator random;
    private final Optional<RequestRate> usualLimit;
    private volatile KeyRing ring;

    /**
     * Reads the keys.
     *
     * @param random cryptographically strong
     * @param usualLimit of a key that has no limit of its own; empty for any number of requests
     */
    public Keys(
            Store store,
            Clock time,
            Ids ids,
            RandomGenerator random,
            Optional<RequestRate> usualLimit) {
        this.store = store;
        this.time = time;
        this.ids = ids;
        this.random = random;
        this.usualLimit = usualLimit;
        this.ring = KeyRing.of(List.of(), _ -> Optional.empty());
        reload();
    }

    /**
     * A key that does not exist yet.
     *
     * @param key as it is kept
     * @param text what its owner shows; not kept, and seen here only
     * @param change makes it
     */
    public record Issued(ApiKey key, String text, Change change) {
        @Override
        public String toString() {
            return "Issued[%s]".formatted(key);
        }
    }

    /**
     * Sees to it that there is a key to begin with, one that opens the whole instance. Called once
     * at start.
     *
     * @param given the operator's choice, without a {@linkplain ApiKeyText#problemWith problem} or
     *     {@link ApiKeyText#DEV}; replaces what was given at an earlier start
     * @return the text of a key that was made now, to be shown once; empty when one was given or
     *     exists
     */
    public Optional<String> start(Optional<String> given, Commits commits) {
        String text = given.orElseGet(() -> ApiKeyText.generate(random));
        Optional<ApiKey> present = find(ProjectId.DEFAULT, BOOTSTRAP);
        boolean enough =
                given.isPresent()
                        ? present.filter(key -> good(key) && isOf(key, text)).isPresent()
                        // A store that was opened by the key that everybody knows gets a real one.
                        : all().stream()
                                .anyMatch(key ->
                                        key.instance() && good(key) && !isOf(key, ApiKeyText.DEV));
        if (enough) {
            return Optional.empty();
        }
        long revision = present.map(ApiKey::revision).orElse(0L) + 1;
        ApiKey key = bootstrap(revision, text, present.flatMap(ApiKey::rateLimit));
        Committed committed = commits.commit(Change.put(AccessDocuments.write(key)));
        StartupCommit.done(committed);
        reload();
        boolean made = committed instanceof Committed.Done && given.isEmpty();
        return made ? Optional.of(text) : Optional.empty();
    }

    /**
     * Sees to it that the keys which the operator gave for events open the default project, and
     * those of an earlier start no more. Called once at start.
     *
     * @param texts that are no key of another kind
     */
    public void startEvents(List<String> texts, Commits commits) {
        List<ApiKey> before =
                all().stream().filter(key -> key.id().startsWith(EVENTS) && good(key)).toList();
        List<Document> puts = new ArrayList<>();
        before.stream()
                .filter(key -> texts.stream().noneMatch(text -> isOf(key, text)))
                .forEach(key -> puts.addAll(revoke(key).puts()));
        texts.stream()
                .distinct()
                .filter(text -> all().stream().noneMatch(key -> good(key) && isOf(key, text)))
                .forEach(text -> puts.add(AccessDocuments.write(forEvents(text))));
        if (!puts.isEmpty()) {
            StartupCommit.done(commits.commit(Change.put(puts.toArray(Document[]::new))));
            reload();
        }
    }

    private ApiKey forEvents(String text) {
        String id = EVENTS + ApiKeyText.hash(text).substring(0, EVENT_DIGITS);
        long revision = find(ProjectId.DEFAULT, id).map(ApiKey::revision).orElse(0L) + 1;
        return new ApiKey(
                id,
                ProjectId.DEFAULT,
                revision,
                "event key",
                Set.of(Scope.INGEST),
                ApiKeyText.hash(text),
                false,
                Optional.empty(),
                time.now(),
                Optional.empty());
    }

    /**
     * Prepares a key; it opens once the change is committed and {@link #reload} has run.
     *
     * @param instance whether it may act in every project
     * @param limit of its own
     */
    public Issued issue(
            ProjectId project,
            String name,
            Set<Scope> scopes,
            boolean instance,
            Optional<RequestRate> limit) {
        String text = ApiKeyText.generate(random);
        var key =
                new ApiKey(
                        Sequence.text(PREFIX, ids.next()),
                        project,
                        1,
                        name,
                        scopes,
                        ApiKeyText.hash(text),
                        instance,
                        limit,
                        time.now(),
                        Optional.empty());
        return new Issued(key, text, Change.put(AccessDocuments.write(key)));
    }

    /**
     * The change that revokes a key; it takes effect here when {@link #reload} has run. The key can
     * be looked at for a while yet, and is then forgotten.
     */
    public Change revoke(ApiKey key) {
        Instant now = time.now();
        return Change.put(revised(key.revoked(now)).until(now.plus(REVOKED_KEPT)));
    }

    /**
     * The change that writes down a good key that was changed; it takes effect here when {@link
     * #reload} has run.
     */
    public Change change(ApiKey changed) {
        return Change.put(revised(changed));
    }

    private static Document revised(ApiKey key) {
        Document document = AccessDocuments.write(key);
        return document.revise(document.body());
    }

    /** The key of that id. */
    public Optional<ApiKey> find(ProjectId project, String id) {
        return all().stream()
                .filter(key -> key.project().equals(project) && key.id().equals(id))
                .findFirst();
    }

    /** The keys of a project, the newest first, revoked ones included. */
    public List<ApiKey> of(ProjectId project) {
        return all().stream()
                .filter(key -> key.project().equals(project))
                .sorted(Comparator.comparing(ApiKey::id).reversed())
                .toList();
    }

    /** Reads the keys again: after a change of ours, or to see those of other processes. */
    public synchronized void reload() {
        ring =
                KeyRing.of(
                        store.documents(AccessDocuments.KEY).stream()
                                .map(AccessDocuments::key)
                                .toList(),
                        this::meter);
    }

    /** Goes on counting where the key was known before; keys that are gone are forgotten. */
    private Optional<Meter> meter(ApiKey key) {
        return key.rateLimit()
                .or(() -> usualLimit)
                .map(rate ->
                        ring.meter(key.id())
                                .map(meter -> meter.at(rate))
                                .orElseGet(() -> Meter.of(rate, time)));
    }

    /** Who shows this {@code Authorization} header. */
    Optional<KeyHolder> holder(String authorization) {
        return ring.holder(authorization);
    }

    private List<ApiKey> all() {
        return ring.keys();
    }

    private ApiKey bootstrap(long revision, String text, Optional<RequestRate> limit) {
        return new ApiKey(
                BOOTSTRAP,
                ProjectId.DEFAULT,
                revision,
                "bootstrap",
                Set.of(Scope.ADMIN),
                ApiKeyText.hash(text),
                true,
                limit,
                time.now(),
                Optional.empty());
    }

    private static boolean good(ApiKey key) {
        return key.revokedAt().isEmpty();
    }

    private static boolean isOf(ApiKey key, String text) {
        return key.hash().equals(ApiKeyText.hash(text));
    }
}
