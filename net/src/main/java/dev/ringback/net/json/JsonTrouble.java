package dev.ringback.net.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;

/** What is wrong with a text that is no JSON, in words that do not speak of what reads it. */
final class JsonTrouble {

    private JsonTrouble() {}

    static String words(JacksonException wrong) {
        return switch (wrong) {
            case StreamConstraintsException _ ->
                    "it is nested too deep, or has a name, a number or a text that is too long";
            // Of a tree nothing else can be wrong once its text is read.
            case DatabindException _ -> "something follows behind its end";
            default -> wrong.getOriginalMessage();
        };
    }
}
