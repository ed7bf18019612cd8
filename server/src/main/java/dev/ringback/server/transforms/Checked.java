package dev.ringback.server.transforms;

import java.util.Optional;

/** What looking at a script gives. */
public sealed interface Checked {

    /**
     * It can be evaluated.
     *
     * @param warning what will not work all the same, such as that it has no transform
     */
    record Ready(Optional<String> warning) implements Checked {}

    /** It cannot. */
    record Wrong(ScriptFault fault) implements Checked {}
}
