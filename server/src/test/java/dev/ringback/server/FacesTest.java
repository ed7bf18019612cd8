package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What rooms show of themselves, read off the source tree. */
final class FacesTest {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?(dev\\.ringback\\.[a-z.]+\\.[A-Z]\\w*)");
    private static final Pattern ROOM =
            Pattern.compile("dev\\.ringback\\.(?:server\\.)?([a-z]+)\\b.*\\.([A-Z]\\w*)");
    private static final Pattern PUBLIC =
            Pattern.compile("(?m)^public [^;{]*\\b(?:class|record|interface|enum) ");
    private static final Pattern SHOWN = Pattern.compile("(?m)^ *public [^{;=]*");

    private static final String ROOT = "dev.ringback.server";

    /** Rooms that show the root more than one type: what it puts together is several things. */
    private static final Map<String, Set<String>> SEVERAL =
            Map.of(
                    "command",
                    Set.of(
                            "Launch",
                            "Program",
                            "StandbyServer",
                            "StartedServer",
                            "StopSignal",
                            "Upkeep"),
                    "health",
                    Set.of("Condition", "Conditions", "FreeDisk", "Probes", "StoreHealth"),
                    "observe",
                    Set.of("LogFormat", "Logs", "Metrics", "Observer"),
                    "store",
                    Set.of(
                            "FileTrouble",
                            "PostgresNode",
                            "SqliteBackup",
                            "SqliteStore",
                            "SqliteToPostgres"));

    /** One file, and what it names of other packages. */
    private record Source(String name, String text, String home, Set<String> imports) {

        static Source of(Path file) {
            String text = String.join("\n", Repository.lines(file));
            Matcher home = PACKAGE.matcher(text);
            return new Source(
                    Repository.name(file),
                    text,
                    home.find() ? home.group(1) : "",
                    IMPORT.matcher(text)
                            .results()
                            .map(each -> each.group(1))
                            .collect(Collectors.toSet()));
        }

        String type() {
            String file = name.substring(name.lastIndexOf('/') + 1);
            return file.substring(0, file.length() - ".java".length());
        }

        boolean isMain() {
            return name.contains("/src/main/");
        }

        boolean isOfARoom() {
            return isMain()
                    && CompiledRooms.MODULES.stream()
                            .filter(module -> !module.equals("protocol"))
                            .anyMatch(module -> name.startsWith(module + "/"));
        }

        boolean isPublic() {
            return PUBLIC.matcher(text).find();
        }

        /** Whether others get to see that type through this one. */
        boolean shows(String other) {
            return isPublic()
                    && !type().equals(other)
                    && SHOWN.matcher(text)
                            .results()
                            .anyMatch(each -> each.group().matches("(?s).*\\b" + other + "\\b.*"));
        }
    }

    private static final List<Source> SOURCES =
            Repository.files(".java").stream().map(Source::of).toList();

    private static final Set<String> NAMED =
            SOURCES.stream()
                    .flatMap(source -> source.imports().stream())
                    .collect(Collectors.toSet());

    /** A face that nobody sees is none. Tests of other packages count as somebody. */
    @Test
    void whatNobodyElseNamesIsNotPublic() {
        Predicate<Source> needed =
                source ->
                        NAMED.contains(source.home() + "." + source.type())
                                || SOURCES.stream()
                                        .filter(other -> other.home().equals(source.home()))
                                        .anyMatch(other -> other.shows(source.type()));
        assertThat(SOURCES)
                .filteredOn(source ->
                        source.isOfARoom()
                                && source.isPublic()
                                && !source.type().equals("Main")
                                && !needed.test(source))
                .extracting(Source::name)
                .isEmpty();
    }

    private static Optional<String> room(String type) {
        Matcher room = ROOM.matcher(type);
        return room.matches() ? Optional.of(room.group(1)) : Optional.empty();
    }

    /** By room, the types that are named in those packages. */
    private static Map<String, Set<String>> named(Predicate<String> packages) {
        Map<String, Set<String>> named = new TreeMap<>();
        for (Source source : SOURCES) {
            if (source.isMain() && packages.test(source.home())) {
                for (String type : source.imports()) {
                    room(type)
                            .filter(room -> !room(source.home() + ".X").equals(Optional.of(room)))
                            .ifPresent(room ->
                                    named.computeIfAbsent(room, _ -> new TreeSet<>())
                                            .add(type.substring(type.lastIndexOf('.') + 1)));
                }
            }
        }
        return named;
    }

    /** The floor of all others, and what strangers agree on. */
    private static final Set<String> FLOORS = Set.of("kernel", "net", "protocol");

    private static final int MOST_SHOWN = 25;

    /** One on which others stand has as many faces as they need, which are few. */
    @Test
    void aRoomShowsOthersFewOfItsTypes() {
        Map<String, Set<String>> shown = named(_ -> true);
        shown.keySet().removeAll(FLOORS);

        assertThat(shown.keySet()).contains("jobs", "functions", "receiving", "operations");
        assertThat(shown)
                .allSatisfy((room, types) ->
                        assertThat(types)
                                .as("what %s shows", room)
                                .hasSizeLessThanOrEqualTo(MOST_SHOWN));
    }

    /** What no other room stands on can be changed behind its one face, or left out. */
    @Test
    void aRoomThatOnlyTheRootKnowsShowsOneFace() {
        Map<String, Set<String>> ends = named(ROOT::equals);
        ends.keySet().removeAll(named(home -> !home.equals(ROOT)).keySet());

        assertThat(ends.keySet())
                .contains(
                        "batches",
                        "delivery",
                        "demo",
                        "generations",
                        "groups",
                        "predictions",
                        "responses",
                        "webhooks")
                .containsAll(SEVERAL.keySet());
        ends.forEach((room, faces) -> {
            if (SEVERAL.containsKey(room)) {
                assertThat(faces).as("what %s shows", room).isEqualTo(SEVERAL.get(room));
            } else {
                assertThat(faces).as("what %s shows", room).hasSize(1);
            }
        });
    }
}
