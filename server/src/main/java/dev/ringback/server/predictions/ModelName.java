package dev.ringback.server.predictions;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model as WriftAI names it.
 *
 * @param owner whose
 * @param name the owner's word for it
 * @param version 1 or more; upstreams know no versions, so it is kept and shown only
 */
record ModelName(String owner, String name, int version) {

    /** What is said to whoever wrote something else. */
    static final String EXPECTED =
            "must be owner/name or owner/name:version, with a version from 1 to 999999999";

    /** The version where none is named: clients expect a number. */
    private static final int UNNAMED = 1;

    private static final String WORD = "([^/:\\s\\p{Cntrl}]{1,200})";
    private static final Pattern FORM =
            Pattern.compile(WORD + "/" + WORD + "(?::0{0,8}([1-9][0-9]{0,8}))?");

    /** Reads {@code owner/name} or {@code owner/name:version}; empty when it is neither. */
    static Optional<ModelName> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String version = form.group(3);
        return Optional.of(
                new ModelName(
                        form.group(1),
                        form.group(2),
                        version == null ? UNNAMED : Integer.parseInt(version)));
    }

    /** What upstreams are chosen by, and asked for. */
    String model() {
        return owner + "/" + name;
    }
}
