package dev.ringback.net.http.door;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.util.function.IntConsumer;

/**
 * A writer that tells of each write when it begins, with how many bytes, and when it is over.
 *
 * @param out where to
 * @param begins before each write
 * @param over after it
 */
record TimedWriter(DataWriter out, IntConsumer begins, Runnable over) implements DataWriter {

    @Override
    public void write(BufferData... buffers) {
        write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        begins.accept(buffer.available());
        try {
            out.write(buffer);
        } finally {
            over.run();
        }
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        begins.accept(buffer.available());
        try {
            out.writeNow(buffer);
        } finally {
            over.run();
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.close();
    }
}
