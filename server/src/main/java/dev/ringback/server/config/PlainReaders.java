package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import dev.ringback.net.json.Durations;
import dev.ringback.net.wire.guard.Network;
import dev.ringback.server.access.ApiKeyText;
import dev.ringback.server.access.RequestRate;
import dev.ringback.server.config.Settings.LogFormat;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.server.vault.VaultKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Read the settings that are understood from their text alone. */
final class PlainReaders {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_RETENTION_DAYS = 3_650;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([dh])");
    private static final Pattern PERCENT = Pattern.compile("[1-9][0-9]?%|100%");
    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,8}[kKmMgG]");

    /** One label of a host name, RFC 1123 section 2.1; underscores are met inside containers. */
    private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";

    private static final Pattern HOST_NAME =
            Pattern.compile("(?=.{1,253}$)%s(\\.%s)*".formatted(LABEL, LABEL));
    private static final Pattern LOOKS_LIKE_ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private PlainReaders() {}

    static Reading<Integer> port(List<String> texts, Environment environment) {
        return number(texts, MAX_PORT);
    }

    static Reading<Integer> rateLimit(List<String> texts, Environment environment) {
        return number(texts, RequestRate.MAX);
    }

    private static Reading<Integer> number(List<String> texts, int most) {
        String text = texts.getFirst();
        return NUMBER.matcher(text).matches() && Integer.parseInt(text) <= most
                ? Reading.good(Integer.parseInt(text))
                : Reading.refused("it must be a whole number from 0 to " + most);
    }

    static Reading<String> host(List<String> texts, Environment environment) {
        String text = texts.getFirst();
        boolean good =
                LOOKS_LIKE_ADDRESS.matcher(text).matches()
                        ? Network.isAddress(text)
                        : HOST_NAME.matcher(text).matches();
        return good
                ? Reading.good(text)
                : Reading.refused(
                        "it must be a host name or an IP address such as 127.0.0.1, 0.0.0.0 or"
                                + " ::1, without scheme, port and brackets");
    }

    static Reading<Duration> retention(List<String> texts, Environment environment) {
        Optional<Duration> read =
                Optional.of(texts.getFirst())
                        .filter(DURATION.asMatchPredicate())
                        .flatMap(Durations::parse);
        if (read.isEmpty()) {
            return Reading.refused("it must be a number with d or h, such as 14d or 36h");
        }
        Duration kept = read.get();
        boolean sane =
                kept.compareTo(Duration.ofDays(1)) >= 0
                        && kept.compareTo(Duration.ofDays(MAX_RETENTION_DAYS)) <= 0;
        return sane
                ? Reading.good(kept)
                : Reading.refused("it must be at least 1d and at most " + MAX_RETENTION_DAYS + "d");
    }

    static Reading<Boolean> truth(List<String> texts, Environment environment) {
        return switch (texts.getFirst()) {
            case "true" -> Reading.good(true);
            case "false" -> Reading.good(false);
            default -> Reading.refused("it must be true or false");
        };
    }

    static Reading<Boolean> onOrOff(List<String> texts, Environment environment) {
        return switch (texts.getFirst()) {
            case "on" -> Reading.good(true);
            case "off" -> Reading.good(false);
            default -> Reading.refused("it must be on or off");
        };
    }

    static Reading<LogFormat> logFormat(List<String> texts, Environment environment) {
        return switch (texts.getFirst()) {
            case "text" -> Reading.good(LogFormat.TEXT);
            case "json" -> Reading.good(LogFormat.JSON);
            default -> Reading.refused("it must be text or json");
        };
    }

    static Reading<Secret> apiKey(List<String> texts, Environment environment) {
        String text = texts.getFirst();
        if (text.equals(Settings.DEV_KEY)) {
            return Reading.good(new Secret(text));
        }
        return ApiKeyText.problemWith(text)
                .<Reading<Secret>>map(Reading::refused)
                .orElseGet(() -> Reading.good(new Secret(text)));
    }

    static Reading<List<VaultKey>> secretKey(List<String> texts, Environment environment) {
        try {
            return Reading.good(VaultKeys.parse(texts.getFirst()));
        } catch (IllegalArgumentException e) {
            return Reading.refused(
                    "it must be 32 random bytes in base64, as openssl rand -base64 32 makes them,"
                            + " or several such keys with commas between them, the newest first");
        }
    }

    static Reading<String> heap(List<String> texts, Environment environment) {
        String text = texts.getFirst();
        return SIZE.matcher(text).matches()
                ? Reading.good(text)
                : Reading.refused("it must be a number with k, m or g, such as 512m");
    }

    static Reading<Long> size(List<String> texts, Environment environment) {
        String text = texts.getFirst();
        if (text.equals("0")) {
            return Reading.good(0L);
        }
        if (!SIZE.matcher(text).matches()) {
            return Reading.refused("it must be 0 or a number with k, m or g, such as 512m");
        }
        int last = text.length() - 1;
        int shift = 10 * (1 + "kmg".indexOf(Character.toLowerCase(text.charAt(last))));
        return Reading.good(Long.parseLong(text.substring(0, last)) << shift);
    }

    static Reading<StorageShare> share(List<String> texts, Environment environment) {
        String text = texts.getFirst();
        if (PERCENT.matcher(text).matches()) {
            return Reading.good(
                    new StorageShare.OfDisk(
                            Integer.parseInt(text.substring(0, text.length() - 1))));
        }
        return switch (size(texts, environment)) {
            case Reading.Good<Long>(Long bytes) ->
                    Reading.good(
                            bytes == 0 ? new StorageShare.Any() : new StorageShare.Bytes(bytes));
            case Reading.Refused<Long> _ ->
                    Reading.refused(
                            "it must be a share of the disk from 1% to 100%, a number with k, m or"
                                    + " g, such as 20g, or 0 for any");
        };
    }
}
