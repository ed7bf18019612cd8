package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.protocol.Glob;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model server that speaks OpenAI's protocol, or one that takes work and calls back.
 *
 * @param name names its lane and, where there are several, the prefix of its models: 1 to 64
 *     characters of {@code [A-Za-z0-9_-]}
 * @param baseUrl what paths such as {@code /chat/completions} are appended to, such as {@code
 *     https://api.example.com/v1}
 * @param key shown as a bearer token; empty when it asks for none
 * @param models the models that it takes; none for those that no other takes
 * @param limits what it is asked at most
 * @param retries when it is asked again
 * @param fallbacks where jobs go on that it has failed, in order
 * @param passing what it gets beside what it is asked
 * @param tasks how it answers, and what is agreed about work that it ends later
 */
public record Upstream(
        String name,
        URI baseUrl,
        Optional<Secret> key,
        List<Glob> models,
        Limits limits,
        RetrySchedule retries,
        List<Fallback> fallbacks,
        Passing passing,
        TaskRules tasks) {

    /** How many requests an upstream is given at the same time when nothing else is said. */
    public static final int DEFAULT_CONCURRENCY = 64;

    /** How long an answer may take when nothing else is said: long texts are written slowly. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    /** The usual retries: a model server that restarts or is full is back within minutes. */
    public static final RetrySchedule DEFAULT_RETRIES =
            new RetrySchedule(
                    List.of(
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(8),
                            Duration.ofSeconds(30),
                            Duration.ofMinutes(2),
                            Duration.ofMinutes(10)),
                    0.1);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * What an upstream is asked at most: jobs, lines of batches and clients that wait together.
     *
     * @param concurrency how many requests are under way at the same time, 1 to 10,000
     * @param ratePerSecond how many are sent in a second, at most 10,000; 0 for any number
     * @param timeout bound on one request, 1 s to 24 h; while streaming, on each silence
     */
    public record Limits(int concurrency, double ratePerSecond, Duration timeout) {

        /** Most requests at the same time. */
        public static final int MAX_CONCURRENCY = 10_000;

        /** Most requests in a second. */
        public static final int MAX_RATE = 10_000;

        /** Longest timeout. */
        public static final Duration MAX_TIMEOUT = Duration.ofHours(24);

        /** When nothing else is said. */
        public static final Limits DEFAULT = new Limits(DEFAULT_CONCURRENCY, 0, DEFAULT_TIMEOUT);

        public Limits {
            if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
                throw new IllegalArgumentException(
                        "concurrency is not between 1 and 10000: " + concurrency);
            }
            if (!(ratePerSecond >= 0 && ratePerSecond <= MAX_RATE)) {
                throw new IllegalArgumentException(
                        "rate is not between 0 and 10000 per second: " + ratePerSecond);
            }
            if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
                throw new IllegalArgumentException(
                        "timeout is not between 0 and 24 hours: " + timeout);
            }
        }
    }

    public Upstream {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "name is not 1 to 64 characters of [A-Za-z0-9_-]: " + name);
        }
        String scheme = baseUrl.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new IllegalArgumentException("base URL is not http or https: " + baseUrl);
        }
        if (baseUrl.getRawAuthority() == null || baseUrl.getQuery() != null) {
            throw new IllegalArgumentException("base URL has no host, or a query: " + baseUrl);
        }
        models = List.copyOf(models);
        fallbacks = List.copyOf(fallbacks);
    }

    /** Whether a text can name an upstream. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** An upstream with the usual bounds, for all models that no other takes. */
    public static Upstream of(String name, URI baseUrl, Optional<Secret> key) {
        return new Upstream(
                name,
                baseUrl,
                key,
                List.of(),
                Limits.DEFAULT,
                DEFAULT_RETRIES,
                List.of(),
                Passing.NOTHING,
                TaskRules.DIRECT);
    }

    /** The same for these models. */
    public Upstream withModels(List<Glob> taken) {
        return new Upstream(name, baseUrl, key, taken, limits, retries, fallbacks, passing, tasks);
    }

    /** The same within other limits. */
    public Upstream withLimits(Limits others) {
        return new Upstream(name, baseUrl, key, models, others, retries, fallbacks, passing, tasks);
    }

    /** The same, asked again at other times. */
    public Upstream withRetries(RetrySchedule others) {
        return new Upstream(name, baseUrl, key, models, limits, others, fallbacks, passing, tasks);
    }

    /** The same with these fallbacks. */
    public Upstream withFallbacks(List<Fallback> others) {
        return new Upstream(name, baseUrl, key, models, limits, retries, others, passing, tasks);
    }

    /** The same, which gets the metadata of all requests or not. */
    public Upstream withMetadata(boolean taken) {
        return with(passing.withMetadata(taken));
    }

    /** The same, which gets these headers of clients that wait. */
    public Upstream withHeaders(List<String> names) {
        return with(passing.withHeaders(names));
    }

    private Upstream with(Passing other) {
        return new Upstream(name, baseUrl, key, models, limits, retries, fallbacks, other, tasks);
    }

    /** The same, which answers in another way. */
    public Upstream withTasks(TaskRules others) {
        return new Upstream(
                name, baseUrl, key, models, limits, retries, fallbacks, passing, others);
    }

    /** How it answers. */
    public UpstreamKind kind() {
        return tasks.kind();
    }

    /** The rule by which it is asked again: a request that it finds wrong stays wrong. */
    public RetryPolicy retryPolicy() {
        return new RetryPolicy(retries, false);
    }

    /** Whether it is the demo models, which answer in this very process, out of its memory. */
    public boolean isDemo() {
        return name.equals(Upstreams.DEMO);
    }

    /** The lane of a project's jobs there, or of the lines of its batches. */
    public LaneId lane(UpstreamQueue queue, ProjectId project) {
        return queue.of(name, project);
    }

    /** Whether one of its patterns names the model. */
    boolean names(String model) {
        return models.stream().anyMatch(glob -> glob.matches(model));
    }

    /** A resource below the base URL. */
    public URI at(String path) {
        String base = baseUrl.toString();
        return URI.create(
                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
}
