package dev.ringback.store.sqlite;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A write-ahead log of SQLite, read before SQLite does. SQLite takes the log to end at the first
 * page that is not as it was written, and says nothing. Here it is told whether more of the same
 * log lies behind that page: then the page was damaged later, and commits that were on disk are
 * lost.
 *
 * <p>The format is that of sqlite.org/fileformat2.html, section 4: a header of 32 bytes, then
 * frames of 24 bytes and a page; two sums run over all of them, and the frames of one log carry its
 * salt.
 */
final class WriteAheadLog {

    private static final int HEADER = 32;
    private static final int FRAME = 24;
    private static final int MAGIC = 0x377f0682;
    private static final int LARGEST_PAGE = 1 << 16;

    private final InputStream in;
    private final ByteOrder order;
    private final int pageSize;
    private final long salt;
    private int sum;
    private int sumOfSums;

    private WriteAheadLog(InputStream in, ByteBuffer header) {
        this.in = in;
        this.order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        this.pageSize = header.getInt(8);
        this.salt = header.getLong(16);
    }

    /**
     * What was found.
     *
     * @param frames pages that can be read
     * @param damagedAt where the first page begins that cannot be read, in bytes
     * @param lostCommits how many commits end behind that place
     */
    record Found(long frames, long damagedAt, int lostCommits) {

        /**
         * Whether commits were lost that had been on disk. The last one alone may be one that a
         * loss of power cut short, which nobody was told of.
         */
        boolean isDamaged() {
            return lostCommits > 1;
        }
    }

    /** Reads a log; one that is not there, or whose header was never complete, is empty. */
    static Found read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Found(0, 0, 0);
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            byte[] header = in.readNBytes(HEADER);
            if (header.length < HEADER || !isHeader(ByteBuffer.wrap(header))) {
                return new Found(0, 0, 0);
            }
            var log = new WriteAheadLog(in, ByteBuffer.wrap(header));
            log.add(header, 0, FRAME);
            return log.frames();
        }
    }

    private static boolean isHeader(ByteBuffer header) {
        int pageSize = header.getInt(8);
        return (header.getInt(0) & ~1) == MAGIC
                && pageSize >= 512
                && pageSize <= LARGEST_PAGE
                && Integer.bitCount(pageSize) == 1;
    }

    private Found frames() throws IOException {
        long good = 0;
        int lost = 0;
        boolean intact = true;
        byte[] frame = in.readNBytes(FRAME + pageSize);
        while (frame.length == FRAME + pageSize) {
            ByteBuffer head = ByteBuffer.wrap(frame, 0, FRAME);
            boolean ours = head.getLong(8) == salt;
            if (intact) {
                intact = ours && sumsUp(frame, head);
            }
            if (intact) {
                good++;
            } else if (ours && head.getInt(4) != 0) {
                lost++;
            }
            frame = in.readNBytes(FRAME + pageSize);
        }
        return new Found(good, HEADER + good * (FRAME + pageSize), lost);
    }

    private boolean sumsUp(byte[] frame, ByteBuffer head) {
        add(frame, 0, 8);
        add(frame, FRAME, pageSize);
        return head.getInt(16) == sum && head.getInt(20) == sumOfSums;
    }

    private void add(byte[] bytes, int from, int length) {
        ByteBuffer words = ByteBuffer.wrap(bytes, from, length).slice().order(order);
        while (words.hasRemaining()) {
            sum += words.getInt() + sumOfSums;
            sumOfSums += words.getInt() + sum;
        }
    }
}
