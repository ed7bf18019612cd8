package dev.ringback.net.http.listener;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.door.Door;
import dev.ringback.net.http.door.RawAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The responses of the doorman: the answers of probes, and to everybody else that there is no
 * place.
 */
record DoormanAnswers(Listener routes, Dialects dialects) implements Door.Words {

    private static final Refusal NO_PLACE =
            Refusal.soon("overloaded", "Too many connections are open; try again in a moment.");

    private static final Pattern ID =
            Pattern.compile("(?i)\r\nX-Request-Id:[ \t]*([^ \t\r\n]*)[ \t]*\r\n");

    private static final Pattern HOST = Pattern.compile("(?i)\r\nHost:[ \t]*([^ \t\r\n]*)");

    @Override
    public Optional<byte[]> probe(String head) {
        String method = word(head, 0);
        String path = path(head);
        if (routes.answers(host(head), path)
                && routes.find(method, path) instanceof RouteTable.Match.Found(Route route, _)
                && route.intake() instanceof Route.Intake.Probe(Handler handler)) {
            var request =
                    new HttpRequest(method, path, Map.of(), List.of(), List.of(), Payload.EMPTY);
            return Optional.of(bytes(head, handler.handle(request)));
        }
        return Optional.empty();
    }

    @Override
    public byte[] noPlace(String head) {
        return bytes(head, dialects.answer(path(head), NO_PLACE));
    }

    /** With the id by which the request is spoken of, as every answer has it. */
    private static byte[] bytes(String head, HttpResponse answer) {
        HttpResponse named =
                answer instanceof HttpResponse.Whole(int status, var headers, Payload body)
                        ? new HttpResponse.Whole(status, with(headers, id(head)), body)
                        : answer;
        return RawAnswers.last(named, !word(head, 0).equals("HEAD"));
    }

    private static List<Header> with(List<Header> headers, String id) {
        List<Header> all = new ArrayList<>(headers);
        all.add(new Header(RequestId.HEADER, id));
        return all;
    }

    private static String id(String head) {
        Matcher matcher = ID.matcher(head);
        return RequestId.of(matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty());
    }

    private static String path(String head) {
        String target = word(head, 1);
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static String host(String head) {
        Matcher matcher = HOST.matcher(head);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** A word of the first line; empty when there is none. */
    private static String word(String head, int number) {
        int end = head.indexOf("\r\n");
        String[] words = (end < 0 ? head : head.substring(0, end)).split(" ", 4);
        return number < words.length ? words[number] : "";
    }
}
