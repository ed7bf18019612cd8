package dev.ringback.cli;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** One request that goes round, with the receiver of its webhook, shown to a person. */
public final class Demo implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DemoReceiver receiver;
    private final ServerApi api;
    private final DemoRound round;

    private Demo(DemoReceiver receiver, ServerApi api, DemoRound round) {
        this.receiver = receiver;
        this.api = api;
        this.round = round;
    }

    /**
     * Begins one.
     *
     * @param server has started
     * @param key its API key
     * @param data where that server keeps its data, in words
     * @param keep whether the server stays afterwards
     */
    public static Demo on(URI server, String key, String data, boolean keep, Terminal terminal)
            throws IOException {
        var pages = new DemoPages(terminal, server, key, keep);
        pages.started(data);
        InstantSource clock = InstantSource.system();
        DemoReceiver receiver = DemoReceiver.open(clock);
        var api = ServerApi.to(server.toString(), key, PATIENCE);
        return new Demo(receiver, api, new DemoRound(api, receiver, pages, clock));
    }

    /** Goes round once; why it failed, if it did. */
    public Optional<String> show() throws InterruptedException {
        return round.go();
    }

    @Override
    public void close() {
        api.close();
        receiver.close();
    }
}
