package dev.ringback.server.batches;

import dev.ringback.testkit.JsonValue;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Input files whose lines ask for what can be told apart. */
final class Requests {

    private Requests() {}

    /** A line that asks a chat model. */
    static String chat(String customId, String model, String text) {
        return """
        {"custom_id":%s,"method":"POST","url":"/v1/chat/completions",\
        "body":{"model":"%s","messages":[{"role":"user","content":"%s"}]}}
        """
                .formatted(JsonValue.quoted(customId), model, text);
    }

    /** So many lines, {@code r1} to {@code rN}, each of which says its number. */
    static String chats(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> chat("r" + i, "m", "say " + i))
                .collect(Collectors.joining());
    }

    /** What a chat request says; nothing for any other. */
    static String said(StubRequest asked) {
        return asked.json().at("messages").elements().stream()
                .flatMap(message -> message.at("content").text().stream())
                .findFirst()
                .orElse("");
    }

    /** Answers with what was said; refuses those that begin with {@code bad}. */
    static Script echo() {
        return (asked, conversation) -> {
            String said = said(asked);
            Script answer = said.startsWith("bad") ? Script.error(400, said) : Script.says(said);
            answer.play(asked, conversation);
        };
    }
}
