package dev.ringback.server.endpoints;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.protocol.PredictionSecret;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A receiver that one job named in its request, rather than a registered endpoint.
 *
 * <p>Deliveries to one host share a lane in each project, whichever jobs they tell of: so that a
 * host that is down delays nobody else, and thousands of jobs do not overrun one that is up. The
 * lane has no breaker: what fails may be one URL of many, and whoever delivers leaves that alone.
 *
 * @param project whose
 * @param subject the job's id, which is the subject of its events
 * @param url where its events are sent
 * @param secret what they are signed with, as {@link PredictionSecret} bounds it; empty for nothing
 * @param format how they are worded; not inference.net's, which name a registered endpoint
 */
public record DirectWebhook(
        ProjectId project, String subject, URI url, Optional<Secret> secret, Format format) {

    /** The kind of its document. */
    public static final String KIND = "direct-webhook";

    /** Deliveries to one host at the same time. */
    public static final int MAX_IN_FLIGHT = 32;

    private static final String LANES = "direct:";
    private static final int HASH_CHARS = 32;

    private static final Optional<LanePolicy> POLICY =
            Optional.of(
                    new LanePolicy(
                            MAX_IN_FLIGHT, 0, Ordering.NONE, false, BreakerPolicy.OFF, true));

    public DirectWebhook {
        if (format.isInference()) {
            throw new IllegalArgumentException("a job cannot ask for the format " + format.word());
        }
        secret.flatMap(text -> PredictionSecret.problemWith(text.reveal()))
                .ifPresent(problem -> {
                    throw new IllegalArgumentException("secret " + problem);
                });
    }

    /** The lane of its deliveries. */
    public LaneId lane() {
        return lane(project, url);
    }

    /** The lane of deliveries to that URL's host, where jobs of a project named it. */
    public static LaneId lane(ProjectId project, URI url) {
        return new LaneId(lanes(project) + hash(origin(url)));
    }

    /** Whether a lane is one of these. */
    public static boolean isLane(LaneId lane) {
        return lane.value().startsWith(LANES);
    }

    /** Whether a lane is one of these in that project. */
    public static boolean isLane(LaneId lane, ProjectId project) {
        return lane.value().startsWith(lanes(project));
    }

    /** The policy of such a lane; empty for any other. */
    public static Optional<LanePolicy> policy(LaneId lane) {
        return isLane(lane) ? POLICY : Optional.empty();
    }

    /** Scheme, host and port of a URL, such as {@code https://hooks.example}. */
    public static String origin(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        // Not the host as the JDK knows it: it knows none that has a "_".
        String authority = String.valueOf(url.getRawAuthority()).toLowerCase(Locale.ROOT);
        return scheme
                + "://"
                + authority.replaceFirst(scheme.equals("http") ? ":80$" : ":443$", "");
    }

    private static String lanes(ProjectId project) {
        return LANES + project.value() + ':';
    }

    /** Half a SHA-256: nobody finds two hosts that share it. */
    private static String hash(String origin) {
        try {
            byte[] utf8 = origin.getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(utf8);
            return HexFormat.of().formatHex(digest).substring(0, HASH_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
