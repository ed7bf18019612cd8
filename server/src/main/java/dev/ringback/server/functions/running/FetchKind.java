package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Wire;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.apps.AppReplies;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.running.RunSettling.Part;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.sdk.StepErrors;
import dev.ringback.server.functions.sdk.StepOp;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The kind of call that makes a request for a step of a run: of what it names, or of a model. It
 * goes by the guard for addresses that tenants name.
 *
 * @param ports what changes are made with
 * @param wire the guarded one
 */
record FetchKind(RunPorts ports, Wire wire) implements Kind {

    static final String NAME = "fetch";

    private static final Duration DEADLINE = Duration.ofMinutes(15);

    @Override
    public String name() {
        return NAME;
    }

    /** Whom a request goes to: those to one server wait in one lane. */
    static String origin(StepOp.Request request) {
        try {
            URI url = URI.create(url(request));
            return url.getScheme() + "://" + url.getRawAuthority();
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private static String url(StepOp.OfStep request) {
        return switch (request) {
            case StepOp.Fetch fetch -> fetch.url();
            case StepOp.Infer infer -> infer.url();
            default -> "";
        };
    }

    @Override
    public Prepared prepare(Call call, Event event, Instant now) {
        RunSettling settling = new RunSettling(ports);
        Optional<Part<OpenStep>> found = settling.part(call, run -> step(run, call));
        if (found.isEmpty()) {
            return new Prepared.Decide(RunSettling.OVER);
        }
        OpenStep step = found.get().part();
        try {
            return sent(step.op());
        } catch (IllegalArgumentException wrong) {
            Happening.NotFetched failed =
                    notFetched(step, "it has no URL that can be asked: " + url(step.op()));
            return new Prepared.Decide(
                    settling.settled(call, found.get().run(), failed, List.of(), "no URL", now));
        }
    }

    private static Prepared sent(StepOp.OfStep op) {
        return switch (op) {
            case StepOp.Fetch fetch ->
                    request(fetch.method(), fetch.url(), headers(fetch.headers()), fetch.body());
            case StepOp.Infer infer -> {
                List<Header> headers = new ArrayList<>(headers(infer.headers()));
                put(headers, "Content-Type", "application/json");
                if (!infer.key().isEmpty()) {
                    put(headers, "Authorization", "Bearer " + infer.key());
                }
                put(headers, "User-Agent", "Inngest");
                yield request("POST", infer.url(), headers, infer.body().toString());
            }
            default -> throw new IllegalArgumentException("not the server's to do");
        };
    }

    private static void put(List<Header> headers, String name, String value) {
        headers.removeIf(header -> header.name().equalsIgnoreCase(name));
        headers.add(new Header(name, value));
    }

    private static List<Header> headers(CanonicalJson object) {
        List<Header> headers = new ArrayList<>();
        object.parsed()
                .members()
                .forEach((name, value) ->
                        value.text().ifPresent(text -> headers.add(new Header(name, text))));
        headers.removeIf(header -> FORBIDDEN.contains(header.name().toLowerCase(Locale.ROOT)));
        return headers;
    }

    /** The wire writes these. */
    private static final List<String> FORBIDDEN =
            List.of("host", "content-length", "connection", "transfer-encoding");

    private static Prepared request(String method, String url, List<Header> headers, String body) {
        URI uri = URI.create(url);
        if (uri.getHost() == null || uri.getScheme() == null) {
            throw new IllegalArgumentException(url);
        }
        Request request =
                new Request(
                        method.isEmpty() ? "GET" : method,
                        uri,
                        headers,
                        Payload.of(body),
                        DEADLINE,
                        AppReplies.MOST_BYTES);
        // What of them is a key only the function knows.
        List<Header> shown =
                headers.stream().map(each -> new Header(each.name(), Secret.HIDDEN)).toList();
        return new Prepared.Send(request, shown);
    }

    private static Optional<OpenStep> step(LiveRun run, Call call) {
        return run.run().calls().fetches().entrySet().stream()
                .filter(each -> each.getValue().equals(call.id()))
                .map(Map.Entry::getKey)
                .findFirst()
                .flatMap(step -> open(run, step));
    }

    private static Optional<OpenStep> open(LiveRun run, StepId step) {
        return Optional.ofNullable(run.state().open().get(step));
    }

    @Override
    public Reply send(Call call, Event event, Request request, Hangup hangup) {
        try {
            return wire.send(call.project(), request, hangup);
        } catch (IllegalArgumentException wrong) {
            // What functions ask for need not be HTTP at all.
            return new Reply.Faulted(
                    WireFault.CONNECT_FAILED,
                    "it cannot be made: " + wrong.getMessage(),
                    Timing.NONE);
        }
    }

    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        RunSettling settling = new RunSettling(ports);
        Optional<Part<OpenStep>> found = settling.part(call, run -> step(run, call));
        if (found.isEmpty()) {
            return RunSettling.OVER;
        }
        Happening came = came(found.get().part(), reply);
        String why =
                came instanceof Happening.NotFetched failed
                        ? StepErrors.message(failed.error())
                        : "";
        return settling.settled(call, found.get().run(), came, List.of(), why, now);
    }

    private static Happening came(OpenStep step, Reply reply) {
        return switch (reply) {
            case Reply.Faulted(var _, String detail, var _) -> notFetched(step, detail);
            case Reply.Answered answered -> FetchAnswers.of(step, answered);
        };
    }

    static Happening.NotFetched notFetched(OpenStep step, String why) {
        boolean infers = step.op() instanceof StepOp.Infer;
        return new Happening.NotFetched(
                step.op().id(),
                step.attempt(),
                StepErrors.of(
                        infers ? "AIGatewayError" : "GatewayError",
                        "Error making " + (infers ? "AI" : "gateway") + " request: " + why));
    }

    @Override
    public Change ended(Call call, Event event, CallState end, Instant now) {
        return new RunSettling(ports).ended(call, end, now);
    }
}
