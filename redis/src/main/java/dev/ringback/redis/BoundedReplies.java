package dev.ringback.redis;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a server says, as long as it is within bounds. The client makes room for as much as it is
 * told will come, and whoever tells it may be anybody.
 */
final class BoundedReplies extends FilterInputStream {

    /** Bytes of the texts of one reply. */
    private static final long MOST_BYTES = 64 << 20;

    /** Texts, numbers and lists in one reply. */
    private static final long MOST_PARTS = 1 << 20;

    /** Lists in lists; those of a stream's entries are four. */
    private static final int DEEPEST = 16;

    /** Characters of a line: a number, a word or an error. */
    private static final int LINE = 64 << 10;

    /** How many parts are to come of each list that has begun, the innermost first. */
    private final Deque<Long> lists = new ArrayDeque<>();

    private final StringBuilder line = new StringBuilder();
    private long bytes;
    private long parts;

    /** Bytes of a text that are to come, and of the end of its line. */
    private long text;

    BoundedReplies(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        int end = offset + count;
        int at = offset;
        while (at < end) {
            if (text > 0) {
                int some = (int) Math.min(text, end - at);
                at += some;
                text -= some;
                if (text == 0) {
                    partEnds();
                }
            } else {
                heard((char) Byte.toUnsignedInt(into[at++]));
            }
        }
        return count;
    }

    private void heard(char next) throws IOException {
        if (next != '\n') {
            check(line.length() < LINE, "a line does not end");
            line.append(next);
            return;
        }
        String said = line.toString().stripTrailing();
        line.setLength(0);
        check(!said.isEmpty(), "it says nothing");
        switch (said.charAt(0)) {
            case '+', '-', ':' -> partEnds();
            case '$' -> textBegins(number(said));
            case '*' -> listBegins(number(said));
            default -> check(false, "it speaks something else");
        }
    }

    private void textBegins(long size) throws IOException {
        if (size < 0) {
            partEnds();
            return;
        }
        bytes += size;
        check(bytes <= MOST_BYTES, "too many bytes");
        text = size + 2;
    }

    private void listBegins(long size) throws IOException {
        if (size <= 0) {
            partEnds();
            return;
        }
        parts += size;
        check(parts <= MOST_PARTS && lists.size() < DEEPEST, "too many parts");
        lists.push(size);
    }

    /** A part has ended, and with it each list whose last it was. */
    private void partEnds() {
        while (!lists.isEmpty()) {
            long left = lists.pop() - 1;
            if (left > 0) {
                lists.push(left);
                return;
            }
        }
        bytes = 0;
        parts = 0;
    }

    private static long number(String said) throws IOException {
        try {
            return Integer.parseInt(said.substring(1));
        } catch (NumberFormatException e) {
            throw new IOException("a length that is none", e);
        }
    }

    private static void check(boolean fine, String problem) throws IOException {
        if (!fine) {
            throw new IOException("no reply of Redis: " + problem);
        }
    }
}
