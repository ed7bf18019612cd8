package dev.ringback.server.files;

import java.io.IOException;
import java.io.OutputStream;

/** Whoever reads files for a while, and makes some whose lines stand elsewhere. */
public interface FileUser {

    /** Whether it reads a file and has not ended; as far as is on disk. */
    boolean reads(StoredFile file);

    /**
     * Writes the lines of a file that it made.
     *
     * @param lines which those are
     */
    void write(StoredFile file, StoredFile.Results lines, OutputStream out) throws IOException;
}
