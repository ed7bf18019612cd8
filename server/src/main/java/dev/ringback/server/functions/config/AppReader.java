package dev.ringback.server.functions.config;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.sdk.SdkAnswers;
import dev.ringback.server.functions.sdk.SdkName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads what apps say of themselves: when they register, and when they are asked. */
public final class AppReader {

    /** The header by which both sides say who tells the functions to whom. */
    public static final String SYNC_KIND = "x-inngest-sync-kind";

    /** The server asks, and the app answers with its functions. */
    public static final String IN_BAND = "in_band";

    private final Function<String, Optional<String>> problemWith;
    private final boolean takesUnserved;

    /**
     * Reads with a notion of expressions.
     *
     * @param problemWith says why a text cannot be an expression
     * @param takesUnserved whether functions are taken that ask for what is not served yet
     */
    public AppReader(Function<String, Optional<String>> problemWith, boolean takesUnserved) {
        this.problemWith = problemWith;
        this.takesUnserved = takesUnserved;
    }

    /** What an app is sent that is asked: the URL by which it is to call itself. */
    public static CanonicalJson question(String url) {
        return CanonicalJson.object(Map.of("url", CanonicalJson.of(url)));
    }

    /** Reads the body of an app that registers. */
    public AppSync registration(byte[] body) {
        return members(body)
                .map(each -> read(each, "/appname"))
                .orElseGet(() ->
                        new AppSync.Refused(
                                "the body is no registration: it must be a JSON object"));
    }

    /** What of a body that is refused, or of an answer, says whose it is: without functions. */
    public static Optional<AppRegistration> sender(byte[] body) {
        Optional<ParsedJson> members = members(body);
        return members.flatMap(each -> each.text("/appname").or(() -> each.text("/app_id")))
                .filter(name -> !name.isEmpty())
                .map(name ->
                        new AppRegistration(
                                name,
                                members.flatMap(each -> each.text("/url")).orElse(""),
                                SdkName.of(members.flatMap(each -> each.text("/sdk")).orElse("")),
                                "",
                                List.of()));
    }

    /** SDKs differ in how they write the keys. */
    private static Optional<ParsedJson> members(byte[] body) {
        Optional<ParsedJson> tree = JsonBody.read(body, JsonPaths.ALL);
        if (tree.isEmpty() || !(tree.get() instanceof ParsedJson.Members(var members))) {
            return Optional.empty();
        }
        Map<String, ParsedJson> byName = new HashMap<>();
        members.forEach((name, value) -> byName.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return Optional.of(new ParsedJson.Members(byName));
    }

    /**
     * Reads what an app answers that is asked.
     *
     * @param url that was asked, for the reason
     */
    public AppSync answer(String url, int status, HeaderValues headers, byte[] body) {
        boolean isSdk = isOfSdk(headers);
        Optional<ParsedJson> tree = JsonBody.read(body, JsonPaths.ALL);
        if (status == 200 && tree.flatMap(each -> each.at("/functions")).isPresent()) {
            return read(tree.get(), "/app_id");
        }
        if (status == 200 && isSdk) {
            return new AppSync.RegistersItself();
        }
        return new AppSync.Refused(
                url
                        + " answered HTTP "
                        + status
                        + switch (status) {
                            case 401 ->
                                    ": the app did not believe the server's signature; both need"
                                            + " the same signing key, and clocks that agree";
                            case 404, 405 ->
                                    ": no SDK of functions is served there; is the path right?";
                            case 500 ->
                                    tree.flatMap(each -> each.text("/message"))
                                            .map(message -> ": " + message)
                                            .orElse(
                                                    ": an SDK without a signing key answers so"
                                                            + " unless INNGEST_DEV is set");
                            default ->
                                    isSdk
                                            ? tree.flatMap(each -> each.text("/message"))
                                                    .map(message -> ": " + message)
                                                    .orElse("")
                                            : ": the header "
                                                    + SdkAnswers.SDK
                                                    + " is missing, so that is no SDK of functions";
                        });
    }

    /** Whether an answer is that of an SDK, whatever it says. */
    public static boolean isOfSdk(HeaderValues headers) {
        return !headers.named(SdkAnswers.SDK).isEmpty() || !headers.named(SYNC_KIND).isEmpty();
    }

    /** Why nobody was reached, with what may help. */
    public static AppSync.Refused unreachable(String url, String trouble) {
        boolean local = url.matches("https?://(localhost|127\\.[0-9.]+|\\[::1\\])([:/].*)?");
        return new AppSync.Refused(
                url
                        + " could not be reached: "
                        + trouble
                        + (local
                                ? "; in a container that address is the container itself: name the"
                                        + " host, as in --app http://host:port/api/inngest"
                                : ""));
    }

    private AppSync read(ParsedJson tree, String appName) {
        try {
            ConfigFields fields = new ConfigFields(tree, "the app");
            String app =
                    fields.text(appName)
                            .filter(each -> !each.isEmpty())
                            .orElseThrow(() -> fields.refused("has no name (appName)"));
            List<FunctionConfig> functions = functions(fields);
            return new AppSync.Registered(
                    new AppRegistration(
                            app,
                            fields.text("/url").orElse(""),
                            sdk(fields),
                            fields.text("/framework").orElse(""),
                            functions));
        } catch (ConfigFields.RefusedException refused) {
            return new AppSync.Refused(refused.why());
        }
    }

    /** What of it is there may be empty: newer SDKs say it in one field, as when they register. */
    private static SdkName sdk(ConfigFields fields) {
        return fields.text("/sdk_language")
                .filter(each -> !each.isEmpty())
                .map(each -> new SdkName(each, fields.text("/sdk_version").orElse("")))
                .orElseGet(() -> SdkName.of(fields.text("/sdk").orElse("")));
    }

    private List<FunctionConfig> functions(ConfigFields fields) {
        List<FunctionConfig> functions = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<ParsedJson> all =
                fields.present("/functions").map(ParsedJson::items).orElse(List.of());
        for (ParsedJson each : all) {
            FunctionConfig function =
                    FunctionReader.read(each, "function " + (functions.size() + 1), problemWith);
            if (!ids.add(function.id())) {
                throw fields.refused("has two functions with the id " + function.id());
            }
            if (!takesUnserved && !function.unserved().isEmpty()) {
                throw new ConfigFields.RefusedException(
                        "function "
                                + function.id()
                                + ": "
                                + String.join("; ", function.unserved())
                                + " (--allow-unsupported takes it all the same)");
            }
            functions.add(function);
        }
        return List.copyOf(functions);
    }
}
