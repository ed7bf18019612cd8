package dev.ringback.server.access;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/** An answer that goes on for as long as whoever gets it may have it. */
final class GuardedOutput extends FilterOutputStream {

    private final BooleanSupplier allowed;

    GuardedOutput(OutputStream out, BooleanSupplier allowed) {
        super(out);
        this.allowed = allowed;
    }

    @Override
    public void write(int single) throws IOException {
        check();
        out.write(single);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        check();
        out.write(bytes, from, length);
    }

    private void check() throws IOException {
        if (!allowed.getAsBoolean()) {
            throw new IOException("the API key of this answer opens nothing any more");
        }
    }
}
