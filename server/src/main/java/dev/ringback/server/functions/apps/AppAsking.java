package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.kernel.time.Clock;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.functions.config.AppRegistration;
import dev.ringback.server.functions.config.AppSync;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks an app for its functions, over the wire. */
record AppAsking(AppReader reader, AppSigning signing, Clock clock) {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** A thousand functions are half of it. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int UNAUTHORIZED = 401;

    /** What came of it. */
    sealed interface Asked {

        /** It told. */
        record Told(AppRegistration registration) implements Asked {}

        /** It says that it registers by itself. */
        record ByItself() implements Asked {}

        /** Nobody answered, for a reason in words. */
        record Unreachable(String why) implements Asked {}

        /**
         * What it answered is not taken, for a reason in words.
         *
         * @param who it says that it is, where that is believed
         * @param again whether an SDK may answer better that is asked in the older way
         */
        record Refused(Optional<AppRegistration> who, String why, boolean again) implements Asked {

            static Refused once(String why) {
                return new Refused(Optional.empty(), why, false);
            }
        }
    }

    /**
     * Asks.
     *
     * @param inBand whether the answer is to hold the functions; the app registers by itself
     *     otherwise
     */
    Asked ask(Wire wire, ProjectId project, String url, boolean inBand) {
        byte[] body = AppReader.question(url).bytes();
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("User-Agent", "Ringback"));
        headers.add(new Header("x-inngest-server-kind", signing.isDev() ? "dev" : "cloud"));
        if (inBand) {
            headers.add(new Header(AppReader.SYNC_KIND, AppReader.IN_BAND));
        }
        headers.addAll(signing.sign(body, clock.now()));
        var request =
                new Request(
                        "PUT", URI.create(url), headers, Payload.of(body), DEADLINE, MOST_BYTES);
        return switch (wire.send(project, request, new Hangup())) {
            case Reply.Faulted(var _, String detail, var _) ->
                    new Asked.Unreachable(AppReader.unreachable(url, detail).reason());
            case Reply.Answered answered when answered.truncated() ->
                    Asked.Refused.once(url + " answered more than " + MOST_BYTES + " bytes");
            case Reply.Answered answered -> read(url, answered);
        };
    }

    private Asked read(String url, Reply.Answered answered) {
        HeaderValues headers = name -> named(answered.headers(), name);
        byte[] body = answered.body().bytes();
        return switch (reader.answer(url, answered.status(), headers, body)) {
            case AppSync.Registered(AppRegistration told) ->
                    signing.problemWith(headers, body, clock.now())
                            .<Asked>map(why -> Asked.Refused.once(url + ": " + why))
                            .orElseGet(() -> new Asked.Told(told));
            case AppSync.RegistersItself _ -> new Asked.ByItself();
            case AppSync.Refused(String why) when answered.status() == UNAUTHORIZED ->
                    Asked.Refused.once(why + keyless());
            case AppSync.Refused(String why) ->
                    new Asked.Refused(who(headers, body), why, AppReader.isOfSdk(headers));
        };
    }

    private Optional<AppRegistration> who(HeaderValues headers, byte[] body) {
        return signing.problemWith(headers, body, clock.now()).isPresent()
                ? Optional.empty()
                : AppReader.sender(body);
    }

    private String keyless() {
        return signing.hasKey()
                ? ""
                : "; this server, which is one for development, has none: set INNGEST_DEV=1 in the"
                        + " app, or give the server the app's --signing-key";
    }

    private static List<String> named(List<Header> headers, String name) {
        return headers.stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }
}
