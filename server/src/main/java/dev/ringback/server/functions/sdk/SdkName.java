package dev.ringback.server.functions.sdk;

import java.util.Set;

/**
 * Which SDK an app uses, as it says in a header: {@code inngest-js:v4.24.0}, {@code go:v0.15.1}.
 *
 * @param language such as {@code js}
 * @param version without the v; empty when it said none
 */
public record SdkName(String language, String version) {

    /** Those that were seen to fetch what the server leaves out; others would begin anew. */
    private static final Set<String> FETCHING = Set.of("js", "py");

    /** Those that sign no answer to a request that runs a function, whatever key they have. */
    private static final Set<String> UNSIGNING = Set.of("go", "kt");

    /** Reads the header's value. */
    public static SdkName of(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String version = colon < 0 ? "" : text.substring(colon + 1);
        return new SdkName(
                name.startsWith("inngest-") ? name.substring("inngest-".length()) : name,
                version.startsWith("v") ? version.substring(1) : version);
    }

    /** As the header has it, in the shortest form. */
    public String text() {
        return version.isEmpty() ? language : language + ":v" + version;
    }

    /** Whether it asks the server for what a request had no room for. */
    public boolean fetchesState() {
        return FETCHING.contains(language);
    }

    /** Whether its answers prove in production that they are the app's. */
    public boolean signsAnswers() {
        return !UNSIGNING.contains(language);
    }
}
