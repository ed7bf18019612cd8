package dev.ringback.server.functions.sdk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts the step that is asked for into the query of a URL, whose other parts stay as they are. */
final class StepUrl {

    private static final String STEP = "stepId";

    private StepUrl() {}

    static String of(String registered, String step) {
        int hash = registered.indexOf('#');
        String url = hash < 0 ? registered : registered.substring(0, hash);
        int mark = url.indexOf('?');
        List<String> pairs = new ArrayList<>();
        if (mark >= 0) {
            for (String pair : url.substring(mark + 1).split("&")) {
                if (!pair.isEmpty() && !name(pair).equals(STEP)) {
                    pairs.add(pair);
                }
            }
        }
        pairs.add(STEP + "=" + step);
        pairs.sort(Comparator.comparing(StepUrl::name));
        return (mark < 0 ? url : url.substring(0, mark)) + "?" + String.join("&", pairs);
    }

    private static String name(String pair) {
        int sign = pair.indexOf('=');
        return sign < 0 ? pair : pair.substring(0, sign);
    }
}
