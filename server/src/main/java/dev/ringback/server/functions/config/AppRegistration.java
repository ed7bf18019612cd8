package dev.ringback.server.functions.config;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.sdk.SdkName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An app with its functions.
 *
 * @param app its name
 * @param url where it is reached; empty when it does not say so
 * @param sdk what it is written with
 * @param framework what serves it; empty when it says none
 * @param functions all that it has
 */
public record AppRegistration(
        String app, String url, SdkName sdk, String framework, List<FunctionConfig> functions) {

    /** What serves routes of an app's own; such an app has no place where it tells all of them. */
    private static final String ENDPOINTS = "endpoints";

    /** The most routes of one app. */
    public static final int MOST_ENDPOINTS = 1_000;

    /** Whether its functions are routes of the app's own. */
    public boolean isOfEndpoints() {
        return framework.equals(ENDPOINTS);
    }

    /**
     * A route of an app's own, as if the app had registered it.
     *
     * @param slug the app's name and the route's id, joined by a hyphen
     */
    public static AppRegistration ofEndpoint(
            String app, String url, SdkName sdk, String slug, String name) {
        CanonicalJson runtime =
                CanonicalJson.object(
                        Map.of("type", CanonicalJson.of("http"), "url", CanonicalJson.of(url)));
        CanonicalJson step =
                CanonicalJson.object(
                        Map.of(
                                "id", CanonicalJson.of("step"),
                                "name", CanonicalJson.of("step"),
                                "runtime", runtime));
        CanonicalJson whole =
                CanonicalJson.object(
                        Map.of(
                                "id", CanonicalJson.of(slug),
                                "name", CanonicalJson.of(name),
                                "steps", CanonicalJson.object(Map.of("step", step)),
                                "triggers", CanonicalJson.array(List.of())));
        FunctionConfig function =
                FunctionReader.read(whole.parsed(), "route " + slug, _ -> Optional.empty());
        return new AppRegistration(app, "", sdk, ENDPOINTS, List.of(function));
    }

    /** All that both have; what is called the same is as it is here. */
    public AppRegistration joining(AppRegistration before) {
        Map<String, FunctionConfig> all = new LinkedHashMap<>();
        before.functions().forEach(each -> all.put(each.id(), each));
        functions.forEach(each -> all.put(each.id(), each));
        return new AppRegistration(app, url, sdk, framework, List.copyOf(all.values()));
    }

    /** Where it is reached, by what its functions say when it does not. */
    public String at() {
        return url.isEmpty()
                ? functions.stream().findFirst().map(each -> each.url().split("\\?")[0]).orElse("")
                : url;
    }

    /** As an app registers that says nothing else; what is read of it is this registration. */
    public CanonicalJson whole() {
        Map<String, CanonicalJson> whole = new TreeMap<>();
        whole.put("appName", CanonicalJson.of(app));
        whole.put("framework", CanonicalJson.of(framework));
        whole.put(
                "functions",
                CanonicalJson.array(functions.stream().map(FunctionConfig::whole).toList()));
        whole.put("sdk", CanonicalJson.of(sdk.text()));
        whole.put("url", CanonicalJson.of(url));
        return CanonicalJson.object(whole);
    }
}
