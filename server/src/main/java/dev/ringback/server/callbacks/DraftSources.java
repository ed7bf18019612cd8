package dev.ringback.server.callbacks;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.sources.NewSecrets;
import dev.ringback.server.sources.RotatedSecret;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceIntake;
import dev.ringback.server.sources.SourceTrust;
import dev.ringback.server.tasks.Arrangement;
import dev.ringback.server.tasks.TaskProtocol;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.vault.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Sources of upstreams as they are to be on disk next.
 *
 * @param ground for ids, tokens and the time
 */
record DraftSources(Ground ground) {

    /** One of which nobody knows yet. */
    Source blank(Upstream upstream, ProjectId project) {
        Instant now = ground.time().now();
        var trust =
                new SourceTrust(
                        TaskProtocol.of(upstream).provider(),
                        Optional.empty(),
                        SourceTrust.NO_CONTEXT,
                        List.of(),
                        Optional.empty(),
                        Optional.empty());
        return new Source(
                        Source.id(ground.ids().next()),
                        project,
                        0,
                        "callbacks of " + upstream.name(),
                        trust,
                        SourceIntake.USUAL,
                        List.of(NewSecrets.token(ground.random(), now)),
                        true,
                        now,
                        now)
                .of(untold(upstream));
    }

    /** Whether nothing is agreed yet. */
    static boolean isBlank(Source source) {
        SourceTrust trust = source.trust();
        return trust.secrets().isEmpty() && trust.context().equals(SourceTrust.NO_CONTEXT);
    }

    /** The same, or the next revision where something else is agreed. */
    Source agreeing(Source source, Upstream upstream, Arrangement agreed, String url) {
        Instant now = ground.time().now();
        SourceTrust trust = source.trust();
        List<Secret> known = trust.secrets().stream().map(RotatedSecret::secret).toList();
        boolean same =
                source.revision() > 0
                        && known.equals(agreed.secrets())
                        && trust.context().reveal().equals(agreed.context());
        if (same && agreed.name().isEmpty()) {
            return source;
        }
        List<RotatedSecret> secrets =
                agreed.secrets().stream()
                        .map(each -> NewSecrets.secret(each.reveal(), ground.random(), now))
                        .toList();
        var next =
                new SourceTrust(
                        trust.provider(),
                        trust.scheme(),
                        new Secret(agreed.context()),
                        secrets,
                        trust.tolerance(),
                        trust.publicUrl());
        return source.withTrust(next, now)
                .of(
                        new Source.OfUpstream(
                                upstream.name(), agreed.name().map(_ -> url), agreed.name()));
    }

    /** Another token makes another URL, which nobody can mistake for the one that is gone. */
    Source elsewhere(Source source, Upstream upstream) {
        Instant now = ground.time().now();
        return source.withTokens(List.of(NewSecrets.token(ground.random(), now)), now)
                .of(untold(upstream));
    }

    private static Source.OfUpstream untold(Upstream upstream) {
        return new Source.OfUpstream(upstream.name(), Optional.empty(), Optional.empty());
    }
}
