package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.net.json.Durations;
import dev.ringback.protocol.Glob;
import dev.ringback.server.upstreams.Fallback;
import dev.ringback.server.upstreams.Passing;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.vault.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Read model servers, where their keys are found, and how they are asked. */
final class UpstreamReaders {

    private static final Pattern NAMED =
            Pattern.compile("([A-Za-z0-9_-]{1,64})=(.+)", Pattern.DOTALL);
    private static final String ENV = "env:";
    private static final String FILE = "file:";

    /** No provider's key is longer; a larger file is not one. */
    private static final int MAX_KEY_BYTES = 16 * 1024;

    private static final int MAX_MODELS = 100;
    private static final int MAX_FALLBACKS = 10;
    private static final int MAX_HEADERS = 32;
    private static final int MAX_CONCURRENCY = Upstream.Limits.MAX_CONCURRENCY;
    private static final int MAX_RATE = Upstream.Limits.MAX_RATE;
    private static final Duration MAX_TIMEOUT = Upstream.Limits.MAX_TIMEOUT;
    private static final double JITTER = Upstream.DEFAULT_RETRIES.jitter();
    private static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MIN_DEADLINE = Duration.ofMinutes(1);
    private static final Duration MAX_DEADLINE = Duration.ofDays(7);
    private static final Pattern MODEL = Pattern.compile("[^\\s,\\p{Cntrl}]{1,256}");
    private static final Pattern OTHER =
            Pattern.compile("[A-Za-z0-9_-]{1,64}(/%s)?".formatted(MODEL));
    private static final Pattern RATE = Pattern.compile("[0-9]{1,5}(\\.[0-9]{1,3})?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhd])");

    private UpstreamReaders() {}

    static Reading<Map<String, URI>> urls(List<String> texts, Environment environment) {
        return named(texts, "NAME=URL", UrlReaders::upstream);
    }

    static Reading<Map<String, Secret>> keys(List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=env:VARIABLE or NAME=file:PATH",
                reference -> key(reference, environment));
    }

    static Reading<Map<String, List<Glob>>> models(List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=PATTERN,PATTERN",
                text -> list(text, MAX_MODELS, UpstreamReaders::glob),
                "it must be 1 to 100 patterns of at most 256 characters with commas"
                        + " between them, such as llama*,mistral-7b");
    }

    static Reading<Map<String, Integer>> concurrencies(
            List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=NUMBER",
                text ->
                        Optional.of(text)
                                .filter(NUMBER.asMatchPredicate())
                                .map(Integer::valueOf)
                                .filter(each -> each >= 1 && each <= MAX_CONCURRENCY),
                "it must be a whole number from 1 to " + MAX_CONCURRENCY);
    }

    static Reading<Map<String, Double>> rates(List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=REQUESTS_PER_SECOND",
                text ->
                        Optional.of(text)
                                .filter(RATE.asMatchPredicate())
                                .map(Double::valueOf)
                                .filter(each -> each > 0 && each <= MAX_RATE),
                "it must be a number from 0.001 to " + MAX_RATE + ", such as 2.5");
    }

    static Reading<Map<String, Duration>> timeouts(List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=DURATION",
                text ->
                        duration(text, MAX_TIMEOUT)
                                .filter(each -> each.compareTo(MIN_TIMEOUT) >= 0),
                "it must be from 1s to 24h, such as 90s or 15m");
    }

    static Reading<Map<String, RetrySchedule>> retries(
            List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=DELAY,DELAY or NAME=none",
                text -> delays(text).map(each -> new RetrySchedule(each, JITTER)),
                "it must be none, or 1 to 50 delays of at most 7d with commas"
                        + " between them, such as 2s,8s,1m");
    }

    static Reading<Map<String, List<Fallback>>> fallbacks(
            List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=OTHER,OTHER/model",
                text -> list(text, MAX_FALLBACKS, UpstreamReaders::fallback),
                "it must be 1 to 10 names of other upstreams, each alone or as"
                        + " OTHER/model, with commas between them");
    }

    static Reading<Map<String, List<String>>> headers(List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=HEADER,HEADER",
                text ->
                        list(
                                text,
                                MAX_HEADERS,
                                each -> Optional.of(each).filter(Passing::isPossible)),
                "it must be 1 to 32 names of headers with commas between them, such as"
                        + " X-User-Id,traceparent; Authorization, Host, User-Agent and the like"
                        + " are none of them");
    }

    static Reading<Map<String, Boolean>> switches(List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=on or NAME=off",
                text ->
                        switch (text) {
                            case "on" -> Optional.of(true);
                            case "off" -> Optional.of(false);
                            default -> Optional.empty();
                        },
                "it must be on or off");
    }

    static Reading<Map<String, UpstreamKind>> kinds(List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=KIND",
                UpstreamKind::parse,
                "it must be replicate, fal, openai, ringback or direct");
    }

    static Reading<Map<String, Duration>> deadlines(List<String> texts, Environment environment) {
        return named(
                texts,
                "NAME=DURATION",
                text ->
                        duration(text, MAX_DEADLINE)
                                .filter(each -> each.compareTo(MIN_DEADLINE) >= 0),
                "it must be from 1m to 7d, such as 90m or 2d");
    }

    private static <T> Reading<Map<String, T>> named(
            List<String> texts,
            String form,
            Function<String, Optional<T>> reader,
            String otherwise) {
        return named(
                texts,
                form,
                text ->
                        reader.apply(text)
                                .<Reading<T>>map(Reading::good)
                                .orElseGet(() -> Reading.refused(otherwise)));
    }

    private static Optional<List<Duration>> delays(String text) {
        return text.equals("none")
                ? Optional.of(List.of())
                : list(
                        text,
                        RetrySchedule.MAX_DELAYS,
                        each -> duration(each, RetrySchedule.MAX_DELAY));
    }

    private static Optional<Glob> glob(String text) {
        return MODEL.matcher(text).matches() ? Optional.of(new Glob(text)) : Optional.empty();
    }

    private static Optional<Fallback> fallback(String text) {
        return OTHER.matcher(text).matches() ? Optional.of(Fallback.parse(text)) : Optional.empty();
    }

    private static Optional<Duration> duration(String text, Duration longest) {
        return Optional.of(text)
                .filter(DURATION.asMatchPredicate())
                .flatMap(Durations::parse)
                .filter(each -> each.compareTo(longest) <= 0);
    }

    /** What stands between commas; empty when one of them is wrong, or there are too many. */
    private static <T> Optional<List<T>> list(
            String text, int most, Function<String, Optional<T>> reader) {
        List<T> read = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Optional<T> each = reader.apply(part);
            if (each.isEmpty() || read.size() == most) {
                return Optional.empty();
            }
            read.add(each.get());
        }
        return Optional.of(read);
    }

    private static <T> Reading<Map<String, T>> named(
            List<String> texts, String form, Function<String, Reading<T>> reader) {
        Map<String, T> read = new LinkedHashMap<>();
        for (String text : texts) {
            Matcher matcher = NAMED.matcher(text);
            if (!matcher.matches()) {
                return Reading.refused(
                        "each must be %s, the name of 1 to 64 letters, digits, _ and -"
                                .formatted(form));
            }
            String name = matcher.group(1);
            if (read.containsKey(name)) {
                return Reading.refused("the name %s comes twice; each must differ".formatted(name));
            }
            switch (reader.apply(matcher.group(2))) {
                case Reading.Good<T>(T value) -> read.put(name, value);
                case Reading.Refused<T>(String because) -> {
                    return Reading.refused("for %s %s".formatted(name, because));
                }
            }
        }
        return Reading.good(Collections.unmodifiableMap(read));
    }

    private static Reading<Secret> key(String reference, Environment environment) {
        if (reference.startsWith(ENV)) {
            return variable(reference.substring(ENV.length()), environment);
        }
        if (reference.startsWith(FILE)) {
            return PathReaders.path(reference.substring(FILE.length()), environment)
                    .then(UpstreamReaders::file);
        }
        return Reading.refused(
                "it must be env:VARIABLE or file:PATH; a key written here could be read in process"
                        + " lists and shell histories");
    }

    private static Reading<Secret> variable(String name, Environment environment) {
        String value = environment.variables().getOrDefault(name, "");
        return value.isBlank()
                ? Reading.refused(
                        "the environment variable %s must hold the key, and it is not set"
                                .formatted(name))
                : token(value, "the environment variable " + name);
    }

    private static Reading<Secret> file(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_KEY_BYTES) {
                return Reading.refused(
                        "%s must be a file of at most %d bytes with the key in it"
                                .formatted(file, MAX_KEY_BYTES));
            }
            return token(Files.readString(file), "the file " + file);
        } catch (IOException e) {
            return Reading.refused("the file %s must be readable text".formatted(file));
        }
    }

    /** A line end after the key is how editors leave files; anything else odd is a mistake. */
    private static Reading<Secret> token(String text, String where) {
        String token = text.strip();
        boolean visible = !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127);
        return visible
                ? Reading.good(new Secret(token))
                : Reading.refused(
                        "%s must hold one key of visible characters without spaces"
                                .formatted(where));
    }
}
