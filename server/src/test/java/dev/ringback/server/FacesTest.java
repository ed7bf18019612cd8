package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static final Pattern ROOM =
            Pattern.compile("dev\\.ringback\\.(?:server\\.)?([a-z]+)\\b.*\\.([A-Z]\\w*)");

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

    private static final List<JavaSource> SOURCES = JavaSource.ALL;

    private static final Set<String> NAMED =
            SOURCES.stream()
                    .flatMap(source -> source.imports().stream())
                    .collect(Collectors.toSet());

    /** A face that nobody sees is none. Tests of other packages count as somebody. */
    @Test
    void whatNobodyElseNamesIsNotPublic() {
        Predicate<JavaSource> needed =
                source ->
                        NAMED.contains(source.home() + "." + source.type())
                                || SOURCES.stream()
                                        .filter(other -> other.home().equals(source.home()))
                                        .anyMatch(other -> other.shows(source.type()));
        assertThat(SOURCES)
                .filteredOn(source ->
                        source.isShipped()
                                && !source.name().startsWith("protocol/")
                                && source.isPublic()
                                && !source.type().equals("Main")
                                && !needed.test(source))
                .extracting(JavaSource::name)
                .isEmpty();
    }

    private static Optional<String> room(String type) {
        Matcher room = ROOM.matcher(type);
        return room.matches() ? Optional.of(room.group(1)) : Optional.empty();
    }

    /** By room, the types that are named in those packages. */
    private static Map<String, Set<String>> named(Predicate<String> packages) {
        Map<String, Set<String>> named = new TreeMap<>();
        for (JavaSource source : SOURCES) {
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

    private static final int MOST_SHOWN = 30;

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
