package dev.ringback.server.http;

import dev.ringback.kernel.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Looks at connections to which nobody else comes: those for which there is no place, and those
 * that are new while all threads are busy. It reads the head of the first request, answers probes,
 * and tells everybody else to come back, or hands the connection on. One thread of the operating
 * system serves all of them, and none for long, so that it is there whatever else is busy.
 */
final class Doorman {

    /** How many it looks at at the same time; whoever has been there the longest has to go. */
    static final int PLACES = 16;

    private static final System.Logger LOG = System.getLogger(Doorman.class.getName());
    private static final long SECOND = 1_000_000_000L;
    private static final long TICK_MILLIS = 100;
    private static final int HEAD = 8 * 1024;

    /** What it says to the head of a request. */
    interface Words {

        /** The bytes of the answer to a probe; empty when the request is for somebody else. */
        Optional<byte[]> probe(String head);

        /** The bytes of the answer to others. */
        byte[] noPlace(String head);
    }

    /** One that it looks at: until its head is there, and then until its answer has been taken. */
    private static final class Guest {
        final SocketChannel socket;
        final Optional<Consumer<byte[]>> handOn;
        final long until;
        final ByteBuffer head = ByteBuffer.allocate(HEAD);
        boolean answered;

        Guest(SocketChannel socket, Optional<Consumer<byte[]>> handOn, long until) {
            this.socket = socket;
            this.handOn = handOn;
            this.until = until;
        }
    }

    private final Words words;
    private final Selector selector;
    private final Queue<Guest> arriving = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean stopped;
    private final Loop loop = Loop.logged("http-doorman", LOG);

    Doorman(Words words) throws IOException {
        this.words = words;
        this.selector = Selector.open();
    }

    void start() {
        Thread.ofPlatform().daemon().name("http-doorman").start(this::run);
    }

    /**
     * Takes a connection over, for about a second at most.
     *
     * @param handOn gets what was read, when it turns out to be no probe; without, it is told that
     *     there is no place
     */
    void take(SocketChannel socket, Optional<Consumer<byte[]>> handOn) {
        if (waiting.incrementAndGet() > 4 * PLACES || stopped) {
            waiting.decrementAndGet();
            Acceptor.close(socket);
            return;
        }
        arriving.add(new Guest(socket, handOn, System.nanoTime() + SECOND));
        selector.wakeup();
    }

    private void run() {
        while (!stopped) {
            boolean _ = loop.step(this::round);
        }
        boolean _ = loop.step(this::leave);
    }

    private void leave() {
        try {
            selector.keys().forEach(key -> Acceptor.close(((Guest) key.attachment()).socket));
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void round() {
        try {
            selector.select(TICK_MILLIS);
            for (Guest guest = arriving.poll(); guest != null; guest = arriving.poll()) {
                waiting.decrementAndGet();
                welcome(guest);
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid()) {
                    read((Guest) key.attachment(), key);
                }
            }
            selector.selectedKeys().clear();
            tidy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void welcome(Guest guest) {
        try {
            guest.socket.configureBlocking(false);
            SelectionKey key = guest.socket.register(selector, SelectionKey.OP_READ, guest);
            // Most have said what they want already, and need not wait for the next round.
            read(guest, key);
        } catch (IOException gone) {
            Acceptor.close(guest.socket);
        }
    }

    private void read(Guest guest, SelectionKey key) {
        try {
            int count = guest.socket.read(guest.head);
            if (guest.answered) {
                guest.head.clear();
            }
            if (count < 0) {
                Acceptor.close(guest.socket);
            } else if (!guest.answered && isWhole(guest)) {
                answer(guest, key);
            }
        } catch (IOException gone) {
            Acceptor.close(guest.socket);
        }
    }

    private static boolean isWhole(Guest guest) {
        return !guest.head.hasRemaining() || text(guest).contains("\r\n\r\n");
    }

    private static String text(Guest guest) {
        return new String(
                guest.head.array(), 0, guest.head.position(), StandardCharsets.ISO_8859_1);
    }

    private void answer(Guest guest, SelectionKey key) throws IOException {
        String head = text(guest);
        Optional<byte[]> probe = words.probe(head);
        if (probe.isEmpty() && guest.handOn.isPresent()) {
            handOn(guest, key);
            return;
        }
        say(guest, probe.orElseGet(() -> words.noPlace(head)));
    }

    /** Whatever does not fit into the socket's buffer is lost: nobody is waited for. */
    private static void say(Guest guest, byte[] answer) throws IOException {
        int _ = guest.socket.write(ByteBuffer.wrap(answer));
        guest.socket.shutdownOutput();
        // Closing it now, with bytes unread, would destroy the answer on its way.
        guest.answered = true;
        guest.head.clear();
    }

    private void handOn(Guest guest, SelectionKey key) throws IOException {
        byte[] read = new byte[guest.head.position()];
        guest.head.flip().get(read);
        key.cancel();
        int _ = selector.selectNow();
        guest.socket.configureBlocking(true);
        guest.handOn.orElseThrow().accept(read);
    }

    /** Ends those whose time is over, and the oldest when there are too many. */
    private void tidy() throws IOException {
        long now = System.nanoTime();
        var open = new ArrayDeque<SelectionKey>();
        selector.keys().stream()
                .filter(SelectionKey::isValid)
                .sorted(Comparator.comparingLong(key -> ((Guest) key.attachment()).until))
                .forEach(open::add);
        while (!open.isEmpty()
                && (open.size() > PLACES || ((Guest) open.peek().attachment()).until < now)) {
            dismiss(open.remove());
        }
    }

    private void dismiss(SelectionKey key) throws IOException {
        Guest guest = (Guest) key.attachment();
        if (guest.answered) {
            Acceptor.close(guest.socket);
        } else if (guest.handOn.isPresent()) {
            handOn(guest, key);
        } else {
            say(guest, words.noPlace(text(guest)));
            Acceptor.close(guest.socket);
        }
    }

    void stop() {
        stopped = true;
        selector.wakeup();
    }
}
