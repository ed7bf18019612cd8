package dev.ringback.server.streamed;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;

/**
 * A function that a model calls: its name is said once or again and again, its arguments grow. Some
 * servers tell them as the object that they are, which is then written down.
 */
final class StreamedFunction {

    private static final String NAME = "name";
    private static final String ARGUMENTS = "arguments";

    private final Growing name = new Growing();
    private final Growing arguments = new Growing();
    private final Growing object = new Growing();
    private final Growing others = new Growing();

    /** Takes a piece; returns how many bytes more are kept. */
    long add(JsonTree delta) {
        JsonTree said = delta.at(ARGUMENTS);
        JsonObject rest = new JsonObject();
        delta.members()
                .filter(each -> !each.name().equals(NAME) && !each.name().equals(ARGUMENTS))
                .forEach(each -> rest.put(each.name(), each.value()));
        return name.join(NAME, delta.at(NAME))
                + (said.isText() ? arguments : object).join(ARGUMENTS, said)
                + (rest.isEmpty() ? 0 : others.join("", rest));
    }

    /** Whether this is another one, as nothing but its name can tell. */
    boolean isOther(JsonTree delta) {
        return name.isBegun()
                && delta.text(NAME).filter(text -> !text.isEmpty()).isPresent()
                && (!name.whole().equals(delta.at(NAME))
                        || object.isBegun()
                        || JsonTree.readObject(Payload.of(arguments.whole().plain())).isPresent());
    }

    /** What it comes to; a text of the arguments counts for more than an object. */
    JsonObject whole() {
        JsonObject whole = new JsonObject();
        if (name.isBegun()) {
            whole.put(NAME, name.whole());
        }
        boolean empty = arguments.whole().plain().isEmpty();
        if (empty && object.isBegun()) {
            whole.put(ARGUMENTS, object.whole().toString());
        } else if (arguments.isBegun()) {
            whole.put(ARGUMENTS, arguments.whole());
        }
        others.whole().object().ifPresent(whole::putAll);
        return whole;
    }
}
