package dev.ringback.server.access;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.CamelCase;
import dev.ringback.net.json.Records;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys and projects as documents, and back. */
final class AccessDocuments {

    static final String KEY = "key";
    static final String PROJECT = "project";

    private AccessDocuments() {}

    @CamelCase
    private record KeyBody(
            String name,
            List<String> scopes,
            String hash,
            Optional<String> hint,
            boolean instance,
            Optional<Integer> rateLimit,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> revokedAt) {}

    @CamelCase
    private record ProjectBody(String name, Instant createdAt) {}

    /** The document of a key, at the key's revision. */
    static Document write(ApiKey key) {
        var body =
                new KeyBody(
                        key.name(),
                        key.scopes().stream().map(Scope::word).sorted().toList(),
                        key.hash(),
                        key.hint(),
                        key.instance(),
                        key.rateLimit().map(RequestRate::perMinute),
                        key.createdAt(),
                        key.expiresAt(),
                        key.revokedAt());
        return new Document(
                KEY,
                key.project(),
                key.id(),
                key.revision(),
                Records.store(body),
                key.expiresAt().map(end -> end.plus(Keys.ENDED_KEPT)));
    }

    static ApiKey key(Document document) {
        KeyBody body = Records.read(document.body(), KeyBody.class);
        return new ApiKey(
                document.id(),
                document.project(),
                document.revision(),
                body.name(),
                scopes(body.scopes()),
                body.hash(),
                body.hint(),
                body.instance(),
                body.rateLimit().map(RequestRate::new),
                body.createdAt(),
                body.expiresAt(),
                body.revokedAt());
    }

    /** The document of a project, at its revision; it lies in the project itself. */
    static Document write(Project project) {
        return new Document(
                PROJECT,
                project.id(),
                project.id().value(),
                project.revision(),
                Records.store(new ProjectBody(project.name(), project.createdAt())),
                Optional.empty());
    }

    static Project project(Document document) {
        ProjectBody body = Records.read(document.body(), ProjectBody.class);
        return new Project(
                new ProjectId(document.id()), document.revision(), body.name(), body.createdAt());
    }

    private static Set<Scope> scopes(List<String> words) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words) {
            scopes.add(Scope.parse(word).orElseThrow());
        }
        return scopes;
    }
}
