package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Clock;
import dev.ringback.protocol.FunctionKey;
import dev.ringback.protocol.FunctionSignature;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An app on a real socket, which answers as an SDK does, or in whatever way a test wants. */
final class AppSite implements AutoCloseable {

    private final RudeReceiver receiver = RudeReceiver.start(this::answer);
    private final Clock clock;
    private volatile Function<Received, Behaviour> answers = _ -> Behaviour.Answer.of(404, "");

    AppSite(Clock clock) {
        this.clock = clock;
    }

    private Behaviour answer(Received request) {
        return answers.apply(request);
    }

    String url() {
        return receiver.url("app.example", "/api/inngest").toString();
    }

    List<Received> received() {
        return receiver.received();
    }

    /** Does this with every request from now on. */
    AppSite doing(Function<Received, Behaviour> next) {
        answers = next;
        return this;
    }

    /** Answers with its functions, each as {@code id:event}. */
    AppSite telling(String name, String... functions) {
        return doing(_ -> told(Optional.empty(), name, functions));
    }

    /** The same, signed. */
    AppSite telling(FunctionKey key, String name, String... functions) {
        return doing(_ -> told(Optional.of(key), name, functions));
    }

    private Behaviour told(Optional<FunctionKey> key, String name, String... functions) {
        String body =
                AppWorld.told(name, url(), functions)
                        .whole()
                        .toString()
                        .replace("\"appName\"", "\"app_id\"")
                        .replace(
                                "\"sdk\":\"js:v4.24.0\"",
                                "\"sdk_language\":\"js\",\"sdk_version\":\"4.24.0\"");
        return sdk(200, body, key);
    }

    /** An answer with the headers of an SDK. */
    Behaviour sdk(int status, String body, Optional<FunctionKey> key) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("x-inngest-sdk", "inngest-js:v4.24.0"));
        Payload bytes = Payload.of(body);
        key.ifPresent(each ->
                headers.add(
                        new Header(
                                FunctionSignature.HEADER,
                                FunctionSignature.header(
                                        each, clock.now().getEpochSecond(), bytes.bytes()))));
        return new Behaviour.Answer(status, headers, bytes);
    }

    Behaviour sdk(int status, String body) {
        return sdk(status, body, Optional.empty());
    }

    @Override
    public void close() {
        receiver.close();
    }
}
