package dev.ringback.server.files;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Guard;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The room of files: its routes, what others read of files, and the end of those that expire. */
public final class Files implements Feature {

    private static final System.Logger LOG = System.getLogger(Files.class.getName());
    private static final Duration EVERY = Duration.ofHours(1);

    private final Ground ground;
    private final Guard guard;
    private final FileParts parts;
    private final StoredFiles stored;
    private volatile boolean closed;

    /**
     * Makes it.
     *
     * @param user who reads files, and makes some
     */
    public Files(Ground ground, Guard guard, FileUser user) {
        this.ground = ground;
        this.guard = guard;
        this.parts = new FileParts(ground.store(), ground.engine(), ground.budget());
        this.stored = new StoredFiles(ground, parts, user);
    }

    /** The bytes of files. */
    public FileParts parts() {
        return parts;
    }

    /** The document of a file that can be seen. */
    public Optional<Document> document(ProjectId project, String id) {
        return stored.document(project, id);
    }

    @Override
    public List<Route> routes() {
        return new FileRoutes(ground, parts, stored, guard).routes();
    }

    /** From now on files that expire are removed. */
    @Override
    public void takeUp() {
        if (!closed) {
            ground.time()
                    .after(
                            EVERY,
                            () -> Thread.ofVirtual().name("files").start(this::removeExpired));
        }
    }

    private void removeExpired() {
        try {
            stored.removeExpired();
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "expired files are removed later", e);
        } finally {
            takeUp();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
