package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.request.MalformedSchemeException;
import dev.ringback.protocol.providers.request.Template;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The fields of an object of a scheme: each is read by its name, and errors name it. */
final class SchemeFields {

    private static final int LONGEST_TEXT = 2_000;
    private static final int MOST_TEXTS = 50;

    private final String path;
    private final Map<String, ParsedJson> members;
    private final Set<String> read = new HashSet<>();

    private SchemeFields(String path, Map<String, ParsedJson> members) {
        this.path = path;
        this.members = members;
    }

    static SchemeFields of(String path, ParsedJson tree) {
        if (tree instanceof ParsedJson.Members object) {
            return new SchemeFields(path, object.byName());
        }
        throw new MalformedSchemeException(path, "is not an object");
    }

    MalformedSchemeException wrong(String name, String problem) {
        return new MalformedSchemeException(pathOf(name), problem);
    }

    String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private Optional<ParsedJson> value(String name) {
        read.add(name);
        return Optional.ofNullable(members.get(name))
                .filter(each -> !each.equals(ParsedJson.Leaf.NOTHING));
    }

    boolean has(String name) {
        return value(name).isPresent();
    }

    Optional<String> text(String name) {
        return value(name).map(each -> leaf(name, each));
    }

    String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    String needed(String name) {
        return text(name).orElseThrow(() -> wrong(name, "is missing"));
    }

    private String leaf(String name, ParsedJson tree) {
        return tree.text()
                .filter(text -> text.length() <= LONGEST_TEXT)
                .orElseThrow(() ->
                        wrong(name, "is not a text of at most " + LONGEST_TEXT + " characters"));
    }

    /** A text, or each text of a list. */
    List<String> texts(String name) {
        Optional<ParsedJson> value = value(name);
        if (value.isPresent() && value.get() instanceof ParsedJson.Items items) {
            if (items.list().size() > MOST_TEXTS) {
                throw wrong(name, "has more than " + MOST_TEXTS + " elements");
            }
            return items.list().stream().map(each -> leaf(name, each)).toList();
        }
        return value.map(each -> leaf(name, each)).stream().toList();
    }

    boolean flag(String name) {
        return switch (text(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "is neither true nor false");
        };
    }

    int number(String name, int otherwise, int most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        boolean digits = text.get().matches("[0-9]{1,9}");
        if (!digits || Integer.parseInt(text.get()) > most) {
            throw wrong(name, "is not a whole number from 0 to " + most);
        }
        return Integer.parseInt(text.get());
    }

    /** One of some words, such as the names of an enum in lower case. */
    <T> T choice(String name, Map<String, T> words, Optional<T> otherwise) {
        Optional<String> word = text(name);
        if (word.isEmpty()) {
            return otherwise.orElseThrow(() -> wrong(name, "is missing"));
        }
        return Optional.ofNullable(words.get(word.get()))
                .orElseThrow(() -> wrong(name, "is not one of " + sorted(words.keySet())));
    }

    private static String sorted(Set<String> words) {
        return words.stream().sorted().collect(Collectors.joining(", "));
    }

    Optional<SchemeFields> object(String name) {
        return value(name).map(each -> of(pathOf(name), each));
    }

    List<SchemeFields> objects(String name) {
        Optional<ParsedJson> value = value(name);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof ParsedJson.Items items) {
            return items.list().stream().map(each -> of(pathOf(name) + "[]", each)).toList();
        }
        throw wrong(name, "is not a list");
    }

    /** The names and values of an object whose names are free. */
    Map<String, ParsedJson> free(String name) {
        return value(name).map(each -> of(pathOf(name), each).members).orElse(Map.of());
    }

    /** A value where one is written as a place. */
    ValuePlace source(String name, String text) {
        return ValuePlace.parse(text)
                .orElseThrow(() ->
                        wrong(
                                name,
                                "has no place like json:/pointer, header:NAME, query:NAME or"
                                        + " form:NAME: "
                                        + text));
    }

    List<ValuePlace> sources(String name) {
        return texts(name).stream().map(each -> source(name, each)).toList();
    }

    /** Places of which each may be a template. */
    List<Template> templates(String name) {
        return texts(name).stream()
                .map(text ->
                        text.contains("{")
                                ? Template.parse(text, pathOf(name))
                                : new Template(
                                        List.of(
                                                new Template.Part(
                                                        "", Optional.of(source(name, text))))))
                .toList();
    }

    /** Names that others may use and that say nothing of how a request is judged. */
    void leave(String... names) {
        read.addAll(List.of(names));
    }

    /** Refuses fields that nobody read: most are typing mistakes. */
    void end() {
        members.keySet().stream()
                .filter(name -> !read.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw wrong(name, "is not known here");
                });
    }

    ParsedJson tree() {
        return new ParsedJson.Members(members);
    }
}
