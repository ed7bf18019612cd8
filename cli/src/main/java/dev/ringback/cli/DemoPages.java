package dev.ringback.cli;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.Verification;
import java.net.URI;
import java.time.Duration;

/** Tells a person what happens in the demo, step by step. */
record DemoPages(Terminal terminal, URI server, String key, boolean keep) {

    void started(String data) {
        terminal.say("1. The server runs at %s and keeps its data in".formatted(server));
        terminal.say("   " + data);
    }

    void registered(String endpoint, URI receiver) {
        step("2. A webhook endpoint was registered: POST " + DemoRound.ENDPOINTS);
        terminal.say("   id      " + endpoint);
        terminal.say("   url     " + receiver + "  (a small receiver in this process)");
        terminal.say("   format  inference");
    }

    void sent(JsonTree request, int status, JsonTree answer, Duration took) {
        step("3. A chat completion was sent:");
        terminal.say("");
        indented("POST " + DemoRound.COMPLETIONS);
        indented("authorization: Bearer " + key);
        indented("content-type: application/json");
        terminal.say("");
        indented(request.pretty());
        step("   Answered %d after %d ms:".formatted(status, took.toMillis()));
        terminal.say("");
        indented(answer.pretty());
    }

    void arrived(DemoReceiver.Arrived webhook, Duration after, Verification verification) {
        step("4. The webhook arrived %d ms after the request:".formatted(after.toMillis()));
        terminal.say("");
        indented(webhook.line());
        webhook.headers()
                .forEach((name, values) -> indented(name + ": " + String.join(", ", values)));
        terminal.say("");
        indented(pretty(webhook.body()));
        step("   signature: " + judged(verification));
    }

    void further(String endpoint, String generation) {
        step(
                keep
                        ? "5. The server stays until you press Ctrl-C. Look further:"
                        : "5. Run ./ringback demo --keep to leave the server running and look"
                                + " further, as in:");
        terminal.say("");
        curl("/v1/generation/" + generation);
        curl("/api/v1/deliveries?endpoint=" + endpoint);
        curl("/api/v1/events");
        terminal.say("");
    }

    private void step(String title) {
        terminal.say("");
        terminal.say(title);
    }

    private void curl(String path) {
        indented("curl -s -H 'Authorization: Bearer %s' '%s%s'".formatted(key, server, path));
    }

    private void indented(String lines) {
        lines.lines().forEach(line -> terminal.say(line.isEmpty() ? "" : "     " + line));
    }

    private static String pretty(String body) {
        return JsonTree.read(Payload.of(body)).map(JsonTree::pretty).orElse(body);
    }

    private static String judged(Verification verification) {
        return switch (verification) {
            case Verification.Verified _ -> "verified (v1)";
            case Verification.Rejected(_, String explanation) -> "rejected, " + explanation;
        };
    }
}
