package dev.ringback.server.functions.config;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.sdk.SdkName;
import java.util.List;
import java.util.Map;
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
