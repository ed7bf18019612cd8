package dev.ringback.server.sources;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.MalformedSchemeException;
import dev.ringback.server.vault.VaultException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All sources, in memory, as they are on disk: loaded at the start, and replaced after each commit
 * that changes one. Readers never wait.
 */
public final class Sources implements Follower {

    private static final System.Logger LOG = System.getLogger(Sources.class.getName());

    private final SourceCodec codec;
    private final Map<String, LiveSource> byId = new ConcurrentHashMap<>();
    // By the hash of a token, so that how long a look-up takes says nothing about tokens.
    private final Map<String, String> byToken = new ConcurrentHashMap<>();

    public Sources(SourceCodec codec) {
        this.codec = codec;
    }

    /**
     * Takes over what is on disk, before anything is committed.
     *
     * @param documents all of kind {@link Source#KIND}
     */
    public void load(List<Document> documents) {
        documents.forEach(document -> put(LiveSource.of(codec.decode(document))));
    }

    @Override
    public void committed(Change change) {
        for (Document document : change.deletes()) {
            if (document.kind().equals(Source.KIND)) {
                remove(document.id());
            }
        }
        for (Document document : change.puts()) {
            if (document.kind().equals(Source.KIND)) {
                apply(document);
            }
        }
    }

    private void apply(Document document) {
        try {
            put(LiveSource.of(codec.decode(document)));
        } catch (UnreadableRecordException | VaultException | MalformedSchemeException e) {
            LOG.log(System.Logger.Level.ERROR, "a source cannot be read after its change", e);
        }
    }

    private synchronized void put(LiveSource live) {
        Source source = live.source();
        LiveSource before = byId.get(source.id());
        if (before != null && before.source().revision() >= source.revision()) {
            return;
        }
        byId.put(source.id(), live);
        List<String> now = source.tokens().stream().map(Sources::hash).toList();
        now.forEach(hash -> byToken.put(hash, source.id()));
        if (before != null) {
            before.source().tokens().stream()
                    .map(Sources::hash)
                    .filter(hash -> !now.contains(hash))
                    .forEach(byToken::remove);
        }
    }

    private synchronized void remove(String id) {
        LiveSource gone = byId.remove(id);
        if (gone != null) {
            gone.source().tokens().stream().map(Sources::hash).forEach(byToken::remove);
        }
    }

    /** The source whose URL ends with a token that holds. */
    public Optional<LiveSource> opened(String token, Instant now) {
        String hash = hash(token);
        return Optional.ofNullable(byToken.get(hash))
                .flatMap(id -> Optional.ofNullable(byId.get(id)))
                // Whoever may write into a queue is another matter.
                .filter(live -> live.source().queue().isEmpty())
                .filter(live ->
                        live.source().tokens().stream()
                                .anyMatch(each -> each.holds(now) && hash(each).equals(hash)));
    }

    /** A source by its id alone. */
    public Optional<LiveSource> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All that read queues. */
    public List<LiveSource> readingQueues() {
        return byId.values().stream().filter(each -> each.source().queue().isPresent()).toList();
    }

    /** A source of a project. */
    public Optional<LiveSource> find(ProjectId project, String id) {
        return Optional.ofNullable(byId.get(id))
                .filter(each -> each.source().project().equals(project));
    }

    /** The sources of a project, the newest first. */
    public List<LiveSource> list(ProjectId project) {
        return byId.values().stream()
                .filter(each -> each.source().project().equals(project))
                .sorted(Comparator.comparing((LiveSource each) -> each.source().id()).reversed())
                .toList();
    }

    private static String hash(RotatedSecret token) {
        return hash(token.secret().reveal());
    }

    private static String hash(String token) {
        return Digests.sha256Hex(Digests.utf8(token));
    }
}
