package dev.ringback.server.schemas;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What texts of a format look like. None of it takes longer than the text is long. */
final class Formats {

    /** Texts of a bounded format are shorter. */
    private static final int LONGEST = 320;

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_LOCAL = 64;

    /** Where the second colon of a moment is. */
    private static final int SECONDS = 16;

    private static final int[] HYPHENS_OF_UUID = {8, 13, 18, 23};
    private static final int LENGTH_OF_UUID = 36;

    private static final Map<String, Predicate<String>> ALL =
            Map.of(
                    "date-time", Formats::isMoment,
                    "date", text -> parses(DateTimeFormatter.ISO_LOCAL_DATE, text),
                    "time", Formats::isTime,
                    "email", Formats::isEmail,
                    "hostname", Formats::isHost,
                    "ipv4", Formats::isIpv4,
                    "ipv6", Formats::isIpv6,
                    "uri", text -> isUri(text, true),
                    "uri-reference", text -> isUri(text, false),
                    "uuid", Formats::isUuid);

    private Formats() {}

    /** Whether a text has a format; empty when nobody knows that format. */
    static Optional<Predicate<String>> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    private static boolean isMoment(String text) {
        return text.length() > SECONDS
                && text.charAt(SECONDS) == ':'
                && text.charAt(4) == '-'
                && parses(DateTimeFormatter.ISO_OFFSET_DATE_TIME, withoutLeapSecond(text));
    }

    private static boolean isTime(String text) {
        return text.length() > 5
                && text.charAt(5) == ':'
                && parses(DateTimeFormatter.ISO_OFFSET_TIME, withoutLeapSecond(text));
    }

    private static String withoutLeapSecond(String text) {
        return text.replace(":59:60", ":59:59");
    }

    private static boolean parses(DateTimeFormatter formatter, String text) {
        try {
            return text.length() <= LONGEST && formatter.parse(text) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at > LONGEST_LOCAL || text.length() > LONGEST) {
            return false;
        }
        String local = text.substring(0, at);
        boolean quoted = at > 2 && local.startsWith("\"") && local.endsWith("\"");
        return (quoted || isDotted(local)) && isMailHost(text.substring(at + 1));
    }

    private static boolean isDotted(String local) {
        return !local.startsWith(".")
                && !local.endsWith(".")
                && !local.contains("..")
                && local.chars()
                        .allMatch(c -> c > ' ' && c != 127 && "()<>[]:;@\\,\"".indexOf(c) < 0);
    }

    private static boolean isMailHost(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            String address = host.substring(1, host.length() - 1);
            return isIpv4(address) || (address.startsWith("IPv6:") && isIpv6(address.substring(5)));
        }
        return isHost(host);
    }

    private static boolean isHost(String text) {
        if (text.isEmpty() || text.length() > LONGEST_HOST) {
            return false;
        }
        for (String label : text.split("\\.", -1)) {
            if (label.isEmpty()
                    || label.length() > LONGEST_LABEL
                    || label.startsWith("-")
                    || label.endsWith("-")
                    || !label.chars().allMatch(c -> isAlphanumeric(c) || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isIpv4(String text) {
        String[] bytes = text.split("\\.", -1);
        if (text.length() > LONGEST || bytes.length != 4) {
            return false;
        }
        for (String each : bytes) {
            boolean digits = !each.isEmpty() && each.chars().allMatch(c -> c >= '0' && c <= '9');
            boolean plain = each.length() == 1 || !each.startsWith("0");
            if (!digits || !plain || each.length() > 3 || Integer.parseInt(each) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        String before = text.substring(0, gap);
        String after = text.substring(gap + 2);
        int left = before.isEmpty() ? 0 : groups(before, false);
        int right = after.isEmpty() ? 0 : groups(after, true);
        return left >= 0 && right >= 0 && left + right < 8;
    }

    /** How many groups of 16 bits those are; -1 when they are none. */
    private static int groups(String text, boolean last) {
        String[] all = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < all.length; i++) {
            boolean hex =
                    !all[i].isEmpty()
                            && all[i].length() <= 4
                            && all[i].chars().allMatch(Formats::isHex);
            boolean ipv4 = last && i == all.length - 1 && isIpv4(all[i]);
            if (!hex && !ipv4) {
                return -1;
            }
            count += ipv4 ? 2 : 1;
        }
        return count;
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isUri(String text, boolean absolute) {
        try {
            return text.chars().allMatch(c -> c < 128) && (new URI(text).isAbsolute() || !absolute);
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static boolean isUuid(String text) {
        if (text.length() != LENGTH_OF_UUID) {
            return false;
        }
        for (int hyphen : HYPHENS_OF_UUID) {
            if (text.charAt(hyphen) != '-') {
                return false;
            }
        }
        return text.chars().filter(Formats::isHex).count() == LENGTH_OF_UUID - 4;
    }
}
