package dev.ringback.server.demo;

import dev.ringback.net.json.JsonObject;
import java.io.IOException;

/** An answer that repeats what it was asked. */
interface Echo {

    /** In one piece. */
    JsonObject json();

    /** Piece by piece, a word at a time. */
    void stream(EventStream out) throws IOException;
}
