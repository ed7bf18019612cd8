package dev.ringback.server.sources;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A URL for one provider to send its webhooks to, and what is asked of them.
 *
 * @param id {@code src_} and letters; unique over all projects
 * @param project the tenant it belongs to
 * @param revision of its document
 * @param name for people; may be empty
 * @param trust how requests are verified
 * @param intake which requests are taken in, and as what
 * @param tokens the last part of its URL; more than one while a rotation overlaps, the newest first
 * @param enabled whether it takes anything in
 * @param createdAt when it was made
 * @param updatedAt when it was changed last
 * @param queue what it reads; empty when requests come to it
 * @param upstream whose callbacks come to it; empty for a source of somebody's own
 */
public record Source(
        String id,
        ProjectId project,
        long revision,
        String name,
        SourceTrust trust,
        SourceIntake intake,
        List<RotatedSecret> tokens,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt,
        Optional<SourceQueue> queue,
        Optional<OfUpstream> upstream) {

    /**
     * That a model server calls back to a source. The server makes it, and takes care of it.
     *
     * @param name of the upstream
     * @param url that it was told to call, when it had to be told beforehand
     * @param knownAs by which the upstream keeps that URL
     */
    public record OfUpstream(String name, Optional<String> url, Optional<String> knownAs) {}

    /** The kind of its document. */
    public static final String KIND = "source";

    /** What its id begins with. */
    public static final String PREFIX = "src_";

    public Source {
        tokens = List.copyOf(tokens);
    }

    /** One that requests come to. */
    public Source(
            String id,
            ProjectId project,
            long revision,
            String name,
            SourceTrust trust,
            SourceIntake intake,
            List<RotatedSecret> tokens,
            boolean enabled,
            Instant createdAt,
            Instant updatedAt) {
        this(
                id,
                project,
                revision,
                name,
                trust,
                intake,
                tokens,
                enabled,
                createdAt,
                updatedAt,
                Optional.empty(),
                Optional.empty());
    }

    /** The same with a queue, or with another. */
    public Source reading(Optional<SourceQueue> other) {
        return new Source(
                id, project, revision, name, trust, intake, tokens, enabled, createdAt, updatedAt,
                other, upstream);
    }

    /** The same as that of an upstream. */
    public Source of(OfUpstream whose) {
        return new Source(
                id,
                project,
                revision,
                name,
                trust,
                intake,
                tokens,
                enabled,
                createdAt,
                updatedAt,
                queue,
                Optional.of(whose));
    }

    /** The same revision that takes in other things. */
    Source with(SourceIntake other) {
        return new Source(
                id, project, revision, name, trust, other, tokens, enabled, createdAt, updatedAt,
                queue, upstream);
    }

    /** The id of a new one. */
    public static String id(long sequence) {
        return Sequence.text(PREFIX, sequence);
    }

    /** The token that does not end. */
    public RotatedSecret token() {
        return tokens.getFirst();
    }

    /** The next revision with another state. */
    public Source enabled(boolean on, Instant now) {
        return next(trust, tokens, on, now);
    }

    /** The next revision with other tokens. */
    public Source withTokens(List<RotatedSecret> others, Instant now) {
        return next(trust, others, enabled, now);
    }

    /** The next revision with other secrets. */
    public Source withSecrets(List<RotatedSecret> others, Instant now) {
        return next(trust.withSecrets(others), tokens, enabled, now);
    }

    /** The next revision, verified in another way. */
    public Source withTrust(SourceTrust other, Instant now) {
        return next(other, tokens, enabled, now);
    }

    private Source next(
            SourceTrust trusting, List<RotatedSecret> opening, boolean on, Instant now) {
        return new Source(
                id,
                project,
                revision + 1,
                name,
                trusting,
                intake,
                opening,
                on,
                createdAt,
                now,
                queue,
                upstream);
    }
}
