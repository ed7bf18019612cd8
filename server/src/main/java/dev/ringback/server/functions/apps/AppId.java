package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.providers.keys.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What apps are called in URLs and documents: by their names, or by their URLs before they tell.
 */
final class AppId {

    private static final Pattern FIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9._-]+");
    private static final int READABLE = 60;
    private static final int DIGEST = 8;

    private AppId() {}

    /** Of an app with a name: the name itself, wherever it can stand in a path. */
    static String ofName(String name) {
        return FIT.matcher(name).matches() ? name : readable(name);
    }

    /** Of an app that has not told its name. */
    static String ofUrl(String url) {
        int scheme = url.indexOf("://");
        return readable(scheme < 0 ? url : url.substring(scheme + 3), AppUrl.key(url));
    }

    /** Names it on the wire, where a UUID is expected. */
    static UUID uuid(ProjectId project, String id) {
        byte[] text = ("app/" + project.value() + "/" + id).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(text);
    }

    private static String readable(String text) {
        return readable(text, text);
    }

    private static String readable(String text, String distinct) {
        String fit = UNFIT.matcher(text).replaceAll("-").toLowerCase(Locale.ROOT);
        String head = fit.length() > READABLE ? fit.substring(0, READABLE) : fit;
        String digest = Digests.sha256Hex(Digests.utf8(distinct)).substring(0, DIGEST);
        return "app-" + head.replaceAll("^[-._]+|[-._]+$", "") + "-" + digest;
    }
}
