package dev.ringback.server.functions.config;

import dev.ringback.protocol.functions.CanonicalJson;
import java.util.Map;

/** What came of an app that registers, or that is asked for its functions. */
public sealed interface AppSync {

    /** It is understood. */
    record Registered(AppRegistration registration) implements AppSync {}

    /** It was asked, and says that it registers by itself. */
    record RegistersItself() implements AppSync {}

    /**
     * It is not taken.
     *
     * @param reason in words that name the function and the field
     */
    record Refused(String reason) implements AppSync {

        /** What the app is answered, with the reason, which SDKs show. */
        public CanonicalJson answer() {
            return CanonicalJson.object(
                    Map.of(
                            "error", CanonicalJson.of(reason),
                            "ok", CanonicalJson.of(false),
                            "status", CanonicalJson.of(400)));
        }
    }

    /** What an app is answered that is registered. */
    static CanonicalJson answer(String app, String sync, boolean modified) {
        return CanonicalJson.object(
                Map.of(
                        "app_id", CanonicalJson.of(app),
                        "modified", CanonicalJson.of(modified),
                        "ok", CanonicalJson.of(true),
                        "sync_id", CanonicalJson.of(sync)));
    }
}
