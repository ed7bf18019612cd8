package dev.ringback.server.integration;

import dev.ringback.net.json.JsonObject;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubConnection;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model server on a real socket that takes work, and calls back when the test says so, as often
 * as the test says, and not at all otherwise.
 */
final class PlayedUpstream implements AutoCloseable {

    private final PlayedWords words;
    private final StubUpstream stub = StubUpstream.start().plays(this::play);
    private final Map<String, PlayedTask> tasks = new ConcurrentHashMap<>();
    private final Map<String, PlayedTask> byKey = new ConcurrentHashMap<>();
    private final BlockingQueue<PlayedTask> fresh = new LinkedBlockingQueue<>();
    private final Queue<Script> submits = new ConcurrentLinkedQueue<>();
    private final Queue<Script> looks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger losses = new AtomicInteger();
    private final AtomicInteger count = new AtomicInteger();
    private volatile Consumer<PlayedTask> first = _ -> {};
    private volatile Optional<String> registered = Optional.empty();
    private volatile Optional<URI> server = Optional.empty();
    private volatile InstantSource time = Instant::now;
    private volatile boolean away;

    private PlayedUpstream(PlayedWords words) {
        this.words = words;
    }

    /** Starts one that speaks like this. */
    static PlayedUpstream start(PlayedWords words) {
        return new PlayedUpstream(words);
    }

    /** Such as {@code http://127.0.0.1:40001/v1}. */
    URI baseUrl() {
        return stub.baseUrl();
    }

    /** All that it was asked so far. */
    List<StubRequest> asked() {
        return stub.asked();
    }

    /** The work that was taken next; waits for it. */
    PlayedTask next() {
        return Eventually.take("work is handed over", fresh);
    }

    /** How much work was taken so far. */
    int taken() {
        return tasks.size();
    }

    /** How often it was asked about this work: how far it is, what came of it, to call it off. */
    long asked(PlayedTask task) {
        return asked().stream()
                .filter(request -> words.id(request).filter(task.id()::equals).isPresent())
                .count();
    }

    /** The next requests that hand over work are answered so instead, one each. */
    PlayedUpstream submits(Script... next) {
        submits.addAll(List.of(next));
        return this;
    }

    /** The next requests about work are answered so instead, one each. */
    PlayedUpstream looks(Script... next) {
        looks.addAll(List.of(next));
        return this;
    }

    /** The next work is taken, and its sender hears nothing of it: the answer breaks off. */
    PlayedUpstream losesAnswers(int times) {
        losses.set(times);
        return this;
    }

    /** What happens to new work before the answer to it is out, such as that it is done. */
    PlayedUpstream first(Consumer<PlayedTask> happens) {
        first = happens;
        return this;
    }

    /** Whether it breaks all connections. */
    PlayedUpstream away(boolean isAway) {
        away = isAway;
        return this;
    }

    /** Where it calls back about work that does not say so itself. */
    PlayedUpstream registers(String url) {
        registered = Optional.of(url);
        return this;
    }

    /** Where the server is that it calls back, in place of the origin that it was told. */
    PlayedUpstream reaches(URI origin) {
        server = Optional.of(origin);
        return this;
    }

    /** The clock by which its callbacks are signed. */
    PlayedUpstream by(InstantSource clock) {
        time = clock;
        return this;
    }

    /** Calls back, and tells how that was answered. Again it is the same callback. */
    WebhookSender.Acknowledgement callsBack(PlayedTask task) {
        return sent(task, false);
    }

    /** Somebody else calls back in its place. */
    WebhookSender.Acknowledgement forges(PlayedTask task) {
        return sent(task, true);
    }

    private WebhookSender.Acknowledgement sent(PlayedTask task, boolean forged) {
        String told = task.callback().or(() -> registered).orElseThrow();
        String url =
                server.map(origin -> origin.resolve(URI.create(told).getRawPath()).toString())
                        .orElse(told);
        Instant at = time.instant();
        PlayedWords.Told callback = words.callback(task, at, forged);
        return WebhookSender.bare(
                "POST", url, callback.body(), callback.headers().toArray(String[]::new));
    }

    @Override
    public void close() {
        stub.close();
    }

    private void play(StubRequest asked, StubConnection conversation) throws IOException {
        if (away) {
            conversation.cut();
            return;
        }
        script(asked).play(asked, conversation);
    }

    private Script script(StubRequest asked) {
        if (words.handsOver(asked)) {
            return Optional.ofNullable(submits.poll()).orElseGet(() -> taking(asked));
        }
        return words.id(asked)
                .map(id ->
                        Optional.ofNullable(looks.poll())
                                .orElseGet(() -> about(asked, tasks.get(id))))
                .or(() -> words.aside(asked))
                .orElseGet(() -> nothing(asked));
    }

    private Script about(StubRequest asked, @Nullable PlayedTask task) {
        return task == null ? nothing(asked) : words.answer(asked, task);
    }

    private static Script nothing(StubRequest asked) {
        return Script.error(404, "there is nothing at " + asked.path());
    }

    private Script taking(StubRequest asked) {
        PlayedTask task =
                asked.header("Idempotency-Key")
                        .filter(_ -> words.knowsKeys())
                        .map(key -> byKey.computeIfAbsent(key, _ -> made(asked)))
                        .orElseGet(() -> made(asked));
        return losses.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                ? Script.hangUpAfterHead()
                : json(201, words.taken(task));
    }

    private PlayedTask made(StubRequest asked) {
        String id = "task%d".formatted(count.incrementAndGet());
        var task = new PlayedTask(id, asked, words.callback(asked));
        tasks.put(id, task);
        first.accept(task);
        fresh.add(task);
        return task;
    }

    static Script json(int status, JsonObject body) {
        return Script.json(status, body.toString());
    }
}
