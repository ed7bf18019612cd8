package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What WriftAI's own client of an older release cannot read. Its answers become objects of fixed
 * members, so that one body cannot serve them all.
 *
 * @param minor of its version 0.minor; that of the newest for all other clients
 */
record WriftClientVersion(int minor) {

    private static final Pattern NAME =
            Pattern.compile("(?:^|\\s)wriftai-python/0\\.([0-9]{1,4})(?:\\.|\\s|$)");
    private static final int NEWEST = Integer.MAX_VALUE;
    private static final int KNOWS_CANCELLED = 24;
    private static final int LAST_WITH_URLS = 30;

    static WriftClientVersion of(HttpRequest request) {
        Matcher name = NAME.matcher(request.header("User-Agent").orElse(""));
        return new WriftClientVersion(name.find() ? Integer.parseInt(name.group(1)) : NEWEST);
    }

    /** Whether its pages have to have the URLs of their neighbours, which later ones must not. */
    boolean wantsUrls() {
        return minor <= LAST_WITH_URLS;
    }

    /** A prediction with a status that it knows. */
    Payload readable(Payload prediction) {
        return minor < KNOWS_CANCELLED ? Prediction.withoutCancelled(prediction) : prediction;
    }

    /** The same of an answer that is a prediction. */
    HttpResponse.Whole readable(HttpResponse.Whole answer) {
        return new HttpResponse.Whole(answer.status(), answer.headers(), readable(answer.body()));
    }
}
