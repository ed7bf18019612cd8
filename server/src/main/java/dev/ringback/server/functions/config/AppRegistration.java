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
 * @param url where it is reached
 * @param sdk what it is written with
 * @param framework what serves it; empty when it says none
 * @param functions all that it has
 */
public record AppRegistration(
        String app, String url, SdkName sdk, String framework, List<FunctionConfig> functions) {

    /** What is the same as long as nothing has changed that matters. */
    public CanonicalJson content() {
        Map<String, CanonicalJson> content = new TreeMap<>();
        content.put("app", CanonicalJson.of(app));
        content.put("url", CanonicalJson.of(url));
        content.put(
                "functions",
                CanonicalJson.array(functions.stream().map(FunctionConfig::whole).toList()));
        return CanonicalJson.object(content);
    }
}
