package dev.ringback.server.transforms;

import java.util.Optional;

/**
 * What is wrong with a script, or with a run of it.
 *
 * @param place where in the script, when that is known
 * @param words in a sentence without a full stop, such as {@code throws TypeError: ...}
 */
public record ScriptFault(Optional<Place> place, String words) {

    /**
     * A place in the text of a script.
     *
     * @param line from 1
     * @param column from 1, where the part begins that is wrong, as far as the engine tells
     */
    public record Place(int line, int column) {

        @Override
        public String toString() {
            return "line " + line + ", column " + column;
        }
    }

    /** One that has no place. */
    static ScriptFault of(String words) {
        return new ScriptFault(Optional.empty(), words);
    }

    @Override
    public String toString() {
        return place.map(each -> each + ": " + words).orElse(words);
    }
}
