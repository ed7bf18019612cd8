package dev.ringback.server.functions.config;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.config.FunctionBounds.CancelOn;
import dev.ringback.server.functions.config.FunctionBounds.Concurrency;
import dev.ringback.server.functions.config.FunctionBounds.Scope;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads one function of a registration. */
final class FunctionReader {

    private static final int MOST_TRIGGERS = 10;
    private static final int MOST_CANCELS = 5;
    private static final int MOST_CONCURRENCY = 2;
    private static final int MOST_RETRIES = 20;
    private static final int RETRIES = 4;
    private static final Duration MOST_JITTER = Duration.ofMinutes(5);

    /** What functions may ask for that runs are not bounded by yet, by its key. */
    private static final Map<String, String> UNSERVED =
            Map.of(
                    "batchEvents", "batchEvents is not served yet: each event would start a run",
                    "rateLimit", "rateLimit is not served yet: no event would be left out",
                    "throttle", "throttle is not served yet: runs would start at once",
                    "debounce", "debounce is not served yet: each event would start a run",
                    "singleton", "singleton is not served yet: runs would go side by side");

    private final ConfigFields fields;
    private final Function<String, Optional<String>> problemWith;

    private FunctionReader(ConfigFields fields, Function<String, Optional<String>> problemWith) {
        this.fields = fields;
        this.problemWith = problemWith;
    }

    /**
     * Reads one.
     *
     * @param problemWith says why a text cannot be an expression
     * @throws ConfigFields.RefusedException with the reason
     */
    static FunctionConfig read(
            ParsedJson tree, String where, Function<String, Optional<String>> problemWith) {
        String id = tree.text("/id").orElse("");
        ConfigFields fields = new ConfigFields(tree, id.isEmpty() ? where : "function " + id);
        return new FunctionReader(fields, problemWith).function();
    }

    private FunctionConfig function() {
        String id = fields.required("/id");
        String type = fields.text("/steps/step/runtime/type").orElse("http");
        if (!type.equals("http")) {
            throw fields.refused("is reached by " + type + ", and only http is served");
        }
        return new FunctionConfig(
                id,
                fields.required("/name"),
                triggers(),
                url(),
                bounds(),
                unserved(),
                CanonicalJson.of(fields.tree()));
    }

    private String url() {
        String url = fields.required("/steps/step/runtime/url");
        if (!isHttp(url)) {
            throw fields.refused("steps.step.runtime.url \"" + url + "\" is no http or https URL");
        }
        return url;
    }

    private static boolean isHttp(String text) {
        try {
            URI url = new URI(text);
            return url.getRawAuthority() != null
                    && List.of("http", "https")
                            .contains(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT));
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private List<String> unserved() {
        return UNSERVED.keySet().stream()
                .filter(key -> fields.present("/" + key).isPresent())
                .sorted()
                .map(UNSERVED::get)
                .toList();
    }

    private List<FunctionTrigger> triggers() {
        List<FunctionTrigger> triggers = new ArrayList<>();
        for (ConfigFields each : fields.items("/triggers", MOST_TRIGGERS)) {
            triggers.add(trigger(each));
        }
        if (new HashSet<>(triggers).size() < triggers.size()) {
            throw fields.refused("has the same trigger twice");
        }
        return List.copyOf(triggers);
    }

    private FunctionTrigger trigger(ConfigFields trigger) {
        Optional<String> cron = trigger.text("/cron");
        if (cron.isPresent()) {
            CronExpression.problemWith(cron.get())
                    .ifPresent(why -> {
                        throw trigger.refused("cron \"" + cron.get() + "\" " + why);
                    });
            Duration jitter = trigger.duration("/jitter").orElse(Duration.ZERO);
            if (jitter.compareTo(MOST_JITTER) > 0) {
                throw trigger.refused(
                        "jitter is more than " + MOST_JITTER.toMinutes() + " minutes");
            }
            return new FunctionTrigger.OnSchedule(cron.get(), jitter);
        }
        return new FunctionTrigger.OnEvent(
                trigger.required("/event"), expression(trigger, "/expression"));
    }

    private FunctionBounds bounds() {
        int retries =
                fields.count("/steps/step/retries/attempts", 0, Integer.MAX_VALUE).orElse(RETRIES);
        return new FunctionBounds(
                Math.min(retries, MOST_RETRIES) + 1,
                concurrency(),
                expression(fields, "/idempotency"),
                expression(fields, "/priority/run"),
                fields.duration("/timeouts/start"),
                fields.duration("/timeouts/finish"),
                cancels());
    }

    private List<Concurrency> concurrency() {
        List<ConfigFields> all = new ArrayList<>();
        for (String place : List.of("/concurrency/fn", "/concurrency/step")) {
            if (fields.present(place).isPresent()) {
                all.addAll(fields.items(place, MOST_CONCURRENCY));
            }
        }
        if (all.isEmpty()) {
            if (fields.isNumber("/concurrency")) {
                return List.of(
                        new Concurrency(
                                fields.count("/concurrency", 1, Integer.MAX_VALUE).orElse(1),
                                Optional.empty(),
                                Scope.FN));
            }
            all.addAll(fields.items("/concurrency", MOST_CONCURRENCY));
        }
        return all.stream().map(this::concurrency).toList();
    }

    private Concurrency concurrency(ConfigFields limit) {
        Scope scope =
                switch (limit.text("/scope").orElse("fn").toLowerCase(Locale.ROOT)) {
                    case "fn" -> Scope.FN;
                    case "env" -> Scope.ENV;
                    case "account" -> Scope.ACCOUNT;
                    case String other -> throw limit.refused("scope is " + other);
                };
        int most =
                limit.count("/limit", 1, Integer.MAX_VALUE)
                        .orElseThrow(() -> limit.refused("has no limit"));
        return new Concurrency(most, expression(limit, "/key"), scope);
    }

    private List<CancelOn> cancels() {
        return fields.items("/cancel", MOST_CANCELS).stream()
                .map(each ->
                        new CancelOn(
                                each.required("/event"),
                                expression(each, "/if"),
                                each.duration("/timeout")))
                .toList();
    }

    private Optional<String> expression(ConfigFields of, String pointer) {
        Optional<String> text = of.text(pointer).filter(each -> !each.isEmpty());
        text.flatMap(problemWith)
                .ifPresent(why -> {
                    throw of.refused(pointer.substring(1) + " \"" + text.get() + "\" " + why);
                });
        return text;
    }
}
