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

    /** How long a key that has ended is listed; for ever would let the list grow without end. */
    public static final Duration ENDED_KEPT = Duration.ofDays(30);

    private final Store store;
    private final Clock time;
    private final Ids ids;
    private final RandomGenerator random;
    private final Optional<RequestRate> usualLimit;
    private final KeyUses uses;
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
        this.uses = new KeyUses(store);
        this.ring = KeyRing.of(List.of(), _ -> Optional.empty(), uses);
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
        Optional<ApiKey> present = find(ProjectId.DEFAULT, GivenKeys.BOOTSTRAP);
        boolean enough =
                given.isPresent()
                        ? present.filter(key -> good(key) && isOf(key, text)).isPresent()
                        // A store that was opened by the key that everybody knows gets a real one.
                        : all().stream()
                                .anyMatch(key ->
                                        key.instance()
                                                && key.isLasting()
                                                && !isOf(key, ApiKeyText.DEV));
        if (enough) {
            return Optional.empty();
        }
        long revision = present.map(ApiKey::revision).orElse(0L) + 1;
        ApiKey key =
                GivenKeys.bootstrap(text, revision, present.flatMap(ApiKey::rateLimit), time.now());
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
                all().stream()
                        .filter(key -> key.id().startsWith(GivenKeys.EVENTS) && good(key))
                        .toList();
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
        long revision =
                find(ProjectId.DEFAULT, GivenKeys.eventId(text)).map(ApiKey::revision).orElse(0L);
        return GivenKeys.forEvents(text, revision + 1, time.now());
    }

    /**
     * Prepares a key; it opens once the change is committed and {@link #reload} has run.
     *
     * @param instance whether it may act in every project
     * @param limit of its own
     * @param expiresAt from when on it opens nothing
     */
    public Issued issue(
            ProjectId project,
            String name,
            Set<Scope> scopes,
            boolean instance,
            Optional<RequestRate> limit,
            Optional<Instant> expiresAt) {
        String text = ApiKeyText.generate(random);
        var key =
                new ApiKey(
                        Sequence.text(PREFIX, ids.next()),
                        project,
                        1,
                        name,
                        scopes,
                        ApiKeyText.hash(text),
                        ApiKeyText.hint(text),
                        instance,
                        limit,
                        time.now(),
                        expiresAt,
                        Optional.empty());
        return new Issued(key, text, Change.put(AccessDocuments.write(key)));
    }

    /**
     * The change that revokes a key; it takes effect here when {@link #reload} has run. The key can
     * be looked at for a while yet, and is then forgotten.
     */
    public Change revoke(ApiKey key) {
        Instant now = time.now();
        return Change.put(revised(key.revoked(now)).until(now.plus(ENDED_KEPT)));
    }

    /**
     * The change that revokes a key by which nobody is locked out; empty when there is no other key
     * that could make more: a key of the instance needs another of that kind that does not expire,
     * and an admin key that revokes itself another in its project. The change goes stale when that
     * other one is revoked at the same time.
     *
     * @param by who revokes it
     */
    public Optional<Change> revoke(ApiKey key, Caller by) {
        return new WhoIsLeft(all(), time.now()).without(key, by).allow(revoke(key));
    }

    /**
     * The change that removes all good keys of a project; empty when nobody could make keys of the
     * instance any more.
     */
    public Optional<Change> remove(ProjectId project) {
        Document[] keys =
                of(project).stream()
                        .filter(this::good)
                        .map(AccessDocuments::write)
                        .toArray(Document[]::new);
        return new WhoIsLeft(all(), time.now()).without(project).allow(Change.delete(keys));
    }

    /** Why a key that is known opens nothing, as a sentence; empty when it is used now. */
    Optional<String> seen(KeyHolder holder) {
        Instant now = time.now();
        Optional<String> expired = holder.expired(now);
        if (expired.isEmpty()) {
            holder.use().mark(now);
        }
        return expired;
    }

    /** Whether a key that is known by its id opens something still. */
    boolean opens(String keyId) {
        return ring.opens(keyId, time.now());
    }

    /** When a key was used last, to the second; empty when nobody has used it yet. */
    public Optional<Instant> lastUsed(ApiKey key) {
        return uses.last(key);
    }

    /** Writes down which keys were used since the last time. */
    public void writeUses(Commits commits) {
        uses.write(all(), commits);
    }

    /**
     * The change that writes down a good key that was changed; it takes effect here when {@link
     * #reload} has run.
     */
    public Change change(ApiKey changed) {
        return Change.put(revised(changed));
    }

    static Document revised(ApiKey key) {
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
                .sorted(
                        Comparator.comparing(ApiKey::createdAt)
                                .thenComparing(ApiKey::id)
                                .reversed())
                .toList();
    }

    /** Reads the keys again: after a change of ours, or to see those of other processes. */
    public synchronized void reload() {
        ring =
                KeyRing.of(
                        store.documents(AccessDocuments.KEY).stream()
                                .map(AccessDocuments::key)
                                .toList(),
                        this::meter,
                        uses);
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

    private boolean good(ApiKey key) {
        return key.isGood(time.now());
    }

    private static boolean isOf(ApiKey key, String text) {
        return key.hash().equals(ApiKeyText.hash(text));
    }
}
