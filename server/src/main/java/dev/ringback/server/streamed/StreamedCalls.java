package dev.ringback.server.streamed;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The tool calls of a streamed message. A piece belongs to the call whose id it says, or else to
 * the last one at its index, or else, when it says neither, to the last one of all. An id that was
 * not said before opens a call, even at an index that is taken: some servers number all calls 0.
 */
final class StreamedCalls {

    private static final String INDEX = "index";
    private static final String ID = "id";
    private static final String FUNCTION = "function";

    /** About what a call takes beside its texts. */
    private static final long CALL = 128;

    private static final class Call {

        private final int index;
        private Optional<String> id = Optional.empty();
        private Optional<StreamedFunction> function = Optional.empty();
        private final Growing others = new Growing();

        Call(int index) {
            this.index = index;
        }

        long add(JsonTree delta) {
            id = id.or(() -> said(delta));
            long grown = 0;
            if (delta.at(FUNCTION).isObject()) {
                StreamedFunction called = function.orElseGet(StreamedFunction::new);
                function = Optional.of(called);
                grown = called.add(delta.at(FUNCTION));
            }
            JsonObject rest = delta.object().map(JsonObject::copy).orElseGet(JsonObject::new);
            rest.remove(INDEX).remove(ID).remove(FUNCTION);
            return grown + others.join("", rest);
        }

        JsonObject whole() {
            JsonObject whole = new JsonObject().putIfPresent(ID, id);
            JsonObject rest = others.whole().object().orElseGet(JsonObject::new).copy();
            whole.putIfPresent("type", rest.at("type").given());
            whole.putIfPresent(FUNCTION, function.map(StreamedFunction::whole));
            rest.remove("type");
            return whole.putAll(rest);
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private Optional<Call> last = Optional.empty();

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /** Takes a piece of one call; returns how many bytes more are kept. */
    long add(JsonTree delta) {
        Optional<Call> known = known(delta);
        Call call =
                known.orElseGet(() -> {
                    var opened =
                            new Call(delta.count(INDEX, last.map(each -> each.index).orElse(0)));
                    calls.add(opened);
                    return opened;
                });
        last = Optional.of(call);
        return (known.isEmpty() ? CALL : 0) + call.add(delta);
    }

    /** All of them, by index, and those of one index as they were opened. */
    List<JsonObject> whole() {
        return calls.stream()
                .sorted(Comparator.comparingInt(call -> call.index))
                .map(Call::whole)
                .toList();
    }

    private Optional<Call> known(JsonTree delta) {
        Optional<String> id = said(delta);
        if (id.isPresent()) {
            return calls.reversed().stream()
                    .filter(call -> call.id.equals(id))
                    .findFirst()
                    .or(() -> at(delta).filter(call -> call.id.isEmpty()));
        }
        return delta.at(INDEX).isWhole()
                ? at(delta)
                : last.filter(call ->
                        !call.function
                                .filter(called -> called.isOther(delta.at(FUNCTION)))
                                .isPresent());
    }

    /** The last call at the index of a piece; of one that says none, the last of all. */
    private Optional<Call> at(JsonTree delta) {
        return delta.at(INDEX).isWhole()
                ? calls.reversed().stream()
                        .filter(call -> call.index == delta.count(INDEX, 0))
                        .findFirst()
                : last;
    }

    private static Optional<String> said(JsonTree delta) {
        return delta.text(ID).filter(text -> !text.isEmpty());
    }
}
