package dev.ringback.server.demo;

import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** An answer that repeats what it was asked. */
interface Echo {

    /** In one piece. */
    ObjectNode json();

    /** Piece by piece, a word at a time. */
    void stream(EventStream out) throws IOException;
}
