package dev.ringback.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a signature header, as received.
 *
 * <p>Entries without a comma are kept under an empty version, which no key has.
 */
record SignatureHeader(List<Entry> entries) {

    /** One {@code version,base64} pair. */
    record Entry(String version, String signature) {}

    SignatureHeader {
        entries = List.copyOf(entries);
    }

    /** Reads at most {@code limit + 1} entries: enough to see that there are too many. */
    static SignatureHeader parse(String value, int limit) {
        List<Entry> entries = new ArrayList<>();
        int start = 0;
        while (start < value.length() && entries.size() <= limit) {
            int space = value.indexOf(' ', start);
            int end = space < 0 ? value.length() : space;
            if (end > start) {
                entries.add(entry(value.substring(start, end)));
            }
            start = end + 1;
        }
        return new SignatureHeader(entries);
    }

    List<String> ofVersion(String version) {
        return entries.stream()
                .filter(entry -> entry.version().equals(version))
                .map(Entry::signature)
                .toList();
    }

    private static Entry entry(String text) {
        int comma = text.indexOf(',');
        return comma < 0
                ? new Entry("", text)
                : new Entry(text.substring(0, comma), text.substring(comma + 1));
    }
}
