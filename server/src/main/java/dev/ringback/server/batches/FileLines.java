package dev.ringback.server.batches;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.files.FileParts;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Reads the lines of a file one after the other, and holds one part of the file and one line in
 * memory. Blank lines are passed over; a byte order mark at the start is not part of its line.
 */
final class FileLines {

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final IntFunction<Payload> parts;
    private final long size;
    private FilePosition place;
    private int index = -1;
    private byte[] part = {};

    /**
     * One line that is not blank.
     *
     * @param offset of its first byte in the file
     * @param number from 1, blank lines counted
     * @param ordinal from 1, blank lines not counted
     * @param text without the line feed; empty when it is longer than {@link BatchLimits#LINE}
     */
    record Line(long offset, int number, int ordinal, Optional<Payload> text) {}

    /**
     * Begins to read.
     *
     * @param parts the parts of the file, each but the last {@link FileParts#SIZE} long
     * @param size of the file
     * @param from where to begin, as {@link #place} said before
     */
    FileLines(IntFunction<Payload> parts, long size, FilePosition from) {
        this.parts = parts;
        this.size = size;
        this.place = from;
    }

    /** Where the next line begins. */
    FilePosition place() {
        return place;
    }

    /** The next line; empty at the end of the file. */
    Optional<Line> next() {
        while (place.offset() < size) {
            long start = place.offset();
            int number = place.number() + 1;
            Optional<Payload> text = line();
            if (text.isEmpty() || !isBlank(text.get().bytes())) {
                place = new FilePosition(place.offset(), number, place.lines() + 1);
                return Optional.of(
                        start == 0
                                ? first(text, place)
                                : new Line(start, number, place.lines(), text));
            }
            place = new FilePosition(place.offset(), number, place.lines());
        }
        return Optional.empty();
    }

    private static Line first(Optional<Payload> text, FilePosition after) {
        boolean marked =
                text.isPresent()
                        && text.get().size() >= MARK.length
                        && text.get().excerpt(MARK.length).equals(Payload.of(MARK));
        return marked
                ? new Line(MARK.length, 1, after.lines(), text.map(FileLines::unmarked))
                : new Line(0, 1, after.lines(), text);
    }

    private static Payload unmarked(Payload text) {
        return Payload.of(Arrays.copyOfRange(text.bytes(), MARK.length, text.bytes().length));
    }

    /** Reads behind the next line feed, or to the end; empty when that was too much. */
    private Optional<Payload> line() {
        var text = new ByteArrayOutputStream(256);
        boolean tooLong = false;
        boolean ended = false;
        long at = place.offset();
        while (!ended && at < size) {
            byte[] bytes = part((int) (at / FileParts.SIZE));
            int from = (int) (at % FileParts.SIZE);
            int end = lineFeed(bytes, from);
            ended = end < bytes.length;
            tooLong |= text.size() + (end - from) > BatchLimits.LINE;
            if (!tooLong) {
                text.write(bytes, from, end - from);
            }
            at += end - from + (ended ? 1 : 0);
        }
        place = new FilePosition(at, place.number(), place.lines());
        return tooLong ? Optional.empty() : Optional.of(Payload.of(text.toByteArray()));
    }

    private byte[] part(int wanted) {
        if (wanted != index) {
            part = parts.apply(wanted).bytes();
            index = wanted;
            if (part.length != Math.min(FileParts.SIZE, size - (long) wanted * FileParts.SIZE)) {
                throw new IllegalStateException("part %d is not complete".formatted(wanted));
            }
        }
        return part;
    }

    private static int lineFeed(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte each : bytes) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }
}
