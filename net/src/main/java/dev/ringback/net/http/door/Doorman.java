package dev.ringback.net.http.door;

import dev.ringback.kernel.port.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Looks at connections to which nobody else comes: those for which there is no place, and those
 * that are new while all threads are busy. It reads the head of the first request, answers probes,
 * and tells everybody else to come back, or hands the connection on. One thread of the operating
 * system serves all of them, and none for long, so that it is there whatever else is busy.
 */
final class Doorman {

    /** How many it looks at at the same time, at most. */
    static final int PLACES = 16;

    private static final System.Logger LOG = System.getLogger(Doorman.class.getName());
    private static final long SECOND = 1_000_000_000L;
    private static final long TICK_MILLIS = 100;
    private static final String ANYTHING = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    /** Whose connection it is. Of each that is looked at, exactly one of these is called. */
    interface Owner {

        /** It is no probe: goes on with what was read. When this fails the connection ends. */
        void goOn(byte[] read);

        /** It was answered, or the peer has gone; it is closed. */
        void ended();
    }

    /** Something that is done for a guest, whose connection ends when it fails. */
    private interface Service {
        void to(Guest guest) throws IOException;
    }

    private final int places;
    private final Door.Words words;
    private final LongSupplier nanos;
    private final Selector selector;
    private final Queue<Guest> arriving = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    // In the order in which they came; of the doorman's thread only.
    private final Set<Guest> present = new LinkedHashSet<>();
    private volatile boolean stopped;
    private final Loop loop = Loop.logged("http-doorman", LOG);

    /**
     * Makes one.
     *
     * @param places how many it looks at at the same time; whoever has been there the longest has
     *     to go. As many more may wait for it
     */
    Doorman(int places, Door.Words words, LongSupplier nanos) throws IOException {
        this.places = places;
        this.words = words;
        this.nanos = nanos;
        this.selector = Selector.open();
    }

    void start() throws IOException {
        rehearse();
        Thread.ofPlatform().daemon().name("http-doorman").start(this::run);
    }

    /** Goes once through what is needed when no file can be opened, a class among them. */
    private void rehearse() throws IOException {
        try (SocketChannel nobody = SocketChannel.open()) {
            String _ = guest(nobody, Optional.empty()).text();
            Optional<byte[]> _ = words.probe(ANYTHING);
            byte[] _ = words.noPlace(ANYTHING);
        }
    }

    /** Takes over a connection for which there is no place; for about a second at most. */
    void take(SocketChannel socket) {
        if (hasRoom()) {
            admit(guest(socket, Optional.empty()));
        } else {
            answerAtOnce(socket);
        }
    }

    /**
     * Looks at somebody's connection, which is left alone meanwhile; for about a second at most.
     */
    void lookAt(SocketChannel socket, Owner owner) {
        admit(guest(socket, Optional.of(owner)));
    }

    /** Whether not too many wait to be looked at. */
    boolean hasRoom() {
        return waiting.get() < places;
    }

    /** Answers by what has come already, on the caller's thread, and ends the connection. */
    void answerAtOnce(SocketChannel socket) {
        Guest guest = guest(socket, Optional.empty());
        try (socket) {
            socket.configureBlocking(false);
            boolean _ = guest.read();
            answer(guest);
        } catch (IOException gone) {
            // It has ended by itself.
        }
    }

    private Guest guest(SocketChannel socket, Optional<Owner> owner) {
        return new Guest(socket, owner, nanos.getAsLong() + SECOND);
    }

    private void admit(Guest guest) {
        waiting.incrementAndGet();
        arriving.add(guest);
        if (stopped) {
            sendAway();
        } else {
            selector.wakeup();
        }
    }

    private void run() {
        while (!stopped) {
            boolean _ = loop.step(this::round);
        }
        boolean _ = loop.step(this::leave);
    }

    private void leave() {
        List.copyOf(present).forEach(this::end);
        sendAway();
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends those who come too late. */
    private void sendAway() {
        for (Guest guest = arriving.poll(); guest != null; guest = arriving.poll()) {
            close(guest);
        }
    }

    private void round() {
        try {
            selector.select(TICK_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Guest guest = arriving.poll(); guest != null; guest = arriving.poll()) {
            waiting.decrementAndGet();
            present.add(guest);
            serve(guest, this::welcome);
        }
        // Handing one on changes the selector's own set.
        List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            serve((Guest) key.attachment(), this::read);
        }
        tidy();
    }

    /** Whatever goes wrong with one of them is nothing to the others. */
    private void serve(Guest guest, Service service) {
        boolean good = loop.step(() -> attempt(guest, service));
        if (!good) {
            end(guest);
        }
    }

    private void attempt(Guest guest, Service service) {
        try {
            if (present.contains(guest)) {
                service.to(guest);
            }
        } catch (IOException gone) {
            end(guest);
        }
    }

    private void welcome(Guest guest) throws IOException {
        guest.socket.configureBlocking(false);
        guest.socket.register(selector, SelectionKey.OP_READ, guest);
        // Most have said what they want already, and need not wait for the next round.
        read(guest);
    }

    private void read(Guest guest) throws IOException {
        if (!guest.read()) {
            end(guest);
        } else if (!guest.isAnswered() && guest.isWhole()) {
            answer(guest);
        }
    }

    private void answer(Guest guest) throws IOException {
        String head = guest.text();
        Optional<byte[]> probe = words.probe(head);
        if (probe.isEmpty() && guest.owner.isPresent()) {
            handOn(guest, guest.owner.get());
        } else {
            guest.say(probe.orElseGet(() -> words.noPlace(head)));
        }
    }

    private void handOn(Guest guest, Owner owner) throws IOException {
        byte[] read = guest.given();
        SelectionKey key = guest.socket.keyFor(selector);
        if (key != null) {
            key.cancel();
            int _ = selector.selectNow();
        }
        guest.socket.configureBlocking(true);
        owner.goOn(read);
        present.remove(guest);
    }

    /** Ends those whose time is over, and the oldest when there are too many. */
    private void tidy() {
        long now = nanos.getAsLong();
        for (Guest guest : List.copyOf(present)) {
            if (!guest.socket.isOpen()) {
                end(guest);
            } else if (present.size() > places || guest.until - now < 0) {
                serve(guest, this::dismiss);
            }
        }
    }

    private void dismiss(Guest guest) throws IOException {
        if (guest.isAnswered()) {
            end(guest);
        } else if (guest.owner.isPresent()) {
            handOn(guest, guest.owner.get());
        } else {
            guest.say(words.noPlace(guest.text()));
            end(guest);
        }
    }

    private void end(Guest guest) {
        if (present.remove(guest)) {
            close(guest);
        }
    }

    private void close(Guest guest) {
        Acceptor.close(guest.socket);
        guest.owner.ifPresent(owner -> loop.step(owner::ended));
    }

    void stop() {
        stopped = true;
        selector.wakeup();
    }
}
