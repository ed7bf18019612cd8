package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Document;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.functions.config.AppRegistration;
import dev.ringback.server.functions.config.AppSync;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes apps as documents and reads them back. What an app told is kept as it told it, and read
 * again: all that a later version makes of it is there.
 */
final class AppCodec {

    /** What was taken once is not judged again. */
    private static final AppReader READER = new AppReader(_ -> Optional.empty(), true);

    private AppCodec() {}

    /** The document of an app, at the app's revision. */
    static Document encode(App app) {
        JsonObject body =
                new JsonObject()
                        .put("url", app.url())
                        .put("status", app.status().word())
                        .put("reason", app.reason())
                        .put("waits_look_back", app.waitsLookBack())
                        .putIfPresent("synced_at", app.syncedAt().map(Instant::toString))
                        .putIfPresent(
                                "registration",
                                app.registration().map(each -> each.whole().toString()));
        return new Document(
                App.KIND,
                app.project(),
                app.id(),
                app.revision(),
                body.payload(),
                Optional.empty());
    }

    /** The app of a document. */
    static App decode(Document document) {
        String what = "app %s of project %s".formatted(document.id(), document.project());
        return StoredRecord.read(document.body(), what, fields -> decode(document, fields));
    }

    private static App decode(Document document, StoredRecord fields) {
        App app =
                new App(
                        document.id(),
                        document.project(),
                        document.revision(),
                        fields.text("url"),
                        Optional.empty(),
                        fields.word("status", AppStatus::parse),
                        fields.text("reason"),
                        fields.optional("synced_at").map(Instant::parse),
                        fields.flag("waits_look_back"));
        Optional<String> registration = fields.optional("registration");
        fields.close();
        return registration.map(text -> with(app, text)).orElse(app);
    }

    private static App with(App app, String registration) {
        return switch (READER.registration(registration.getBytes(StandardCharsets.UTF_8))) {
            case AppSync.Registered(AppRegistration told) ->
                    new App(
                            app.id(),
                            app.project(),
                            app.revision(),
                            app.url(),
                            Optional.of(told),
                            app.status(),
                            app.reason(),
                            app.syncedAt(),
                            app.waitsLookBack());
            case AppSync.Refused(String why) ->
                    new App(
                            app.id(),
                            app.project(),
                            app.revision(),
                            app.url(),
                            Optional.empty(),
                            AppStatus.REFUSED,
                            "what the app told an earlier version is not understood: " + why,
                            app.syncedAt(),
                            app.waitsLookBack());
            case AppSync.RegistersItself _ -> app;
        };
    }
}
