package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The map in ARCHITECTURE.md is the code's: every room has a row, which names the rooms that it
 * knows, without those that these know, and they stand above it.
 */
final class MapTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `(?:server/|net/)?([a-z]+)` \\|.*\\| ([^|]*) \\|$");
    private static final Pattern CLASS =
            Pattern.compile("^dev\\.ringback\\.(?:server\\.|net\\.)?([a-z]+)\\b.*");
    private static final JavaClasses CLASSES = CompiledRooms.CLASSES;

    /** By room, from the top of the map. */
    private static Map<String, Set<String>> drawn() throws IOException {
        Map<String, Set<String>> rooms = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Repository.root().resolve("ARCHITECTURE.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && isRoom(row.group(1))) {
                rooms.put(row.group(1), rooms(row.group(2)));
            }
        }
        return rooms;
    }

    private static Set<String> rooms(String listed) {
        return listed.equals("nothing") ? Set.of() : new TreeSet<>(List.of(listed.split(", ")));
    }

    /** Rooms are what the program is made of; what is never shipped is on the map, too. */
    private static boolean isRoom(String name) {
        return CLASSES.stream().anyMatch(each -> room(each).filter(name::equals).isPresent());
    }

    private static Map<String, Set<String>> built() {
        Map<String, Set<String>> rooms = new LinkedHashMap<>();
        for (JavaClass each : CLASSES) {
            room(each)
                    .ifPresent(room -> {
                        Set<String> known = rooms.computeIfAbsent(room, _ -> new TreeSet<>());
                        for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                            room(dependency.getTargetClass().getBaseComponentType())
                                    .filter(other -> !other.equals(room))
                                    .ifPresent(known::add);
                        }
                    });
        }
        // The composition root is no room: it knows all of them.
        rooms.remove("server");
        return rooms;
    }

    /** Without whom a room knows through another one that it knows. */
    private static Set<String> nearest(String room, Map<String, Set<String>> built) {
        Set<String> nearest = new TreeSet<>(built.getOrDefault(room, Set.of()));
        for (String known : built.getOrDefault(room, Set.of())) {
            nearest.removeAll(reached(known, built));
        }
        return nearest;
    }

    private static Set<String> reached(String from, Map<String, Set<String>> built) {
        Set<String> reached = new TreeSet<>();
        reach(from, built, reached);
        return reached;
    }

    /** Rooms that know each other, which others complain of, are looked at once. */
    private static void reach(String from, Map<String, Set<String>> built, Set<String> reached) {
        for (String known : built.getOrDefault(from, Set.of())) {
            if (reached.add(known)) {
                reach(known, built, reached);
            }
        }
    }

    private static Optional<String> room(JavaClass one) {
        return room(one.getPackageName());
    }

    private static Optional<String> room(String home) {
        Matcher name = CLASS.matcher(home);
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    @Test
    void aRoomKnowsOnlyRoomsThatStandAboveItOnTheMap() throws IOException {
        Map<String, Set<String>> built = built();
        List<String> above = new ArrayList<>();
        for (String room : drawn().keySet()) {
            assertThat(above).as("above " + room).containsAll(built.get(room));
            above.add(room);
        }
        assertThat(above).containsExactlyInAnyOrderElementsOf(built.keySet());
    }

    /** A constant is copied where it is used, so that compiled classes do not tell whose it was. */
    @Test
    void aSourceImportsFromNoOtherRooms() throws IOException {
        Map<String, Set<String>> drawn = drawn();
        for (JavaSource source : JavaSource.ALL) {
            Optional<String> room = source.isShipped() ? room(source.home()) : Optional.empty();
            if (room.filter(drawn::containsKey).isPresent()) {
                assertThat(source.imports().stream().flatMap(type -> room(type).stream()))
                        .as(source.name())
                        .isSubsetOf(with(room.get(), reached(room.get(), drawn)));
            }
        }
    }

    private static Set<String> with(String room, Set<String> others) {
        Set<String> all = new TreeSet<>(others);
        all.add(room);
        return all;
    }

    @Test
    void theMapNamesWhomEachRoomKnows() throws IOException {
        Map<String, Set<String>> built = built();
        Map<String, Set<String>> nearest = new LinkedHashMap<>();
        built.keySet().forEach(room -> nearest.put(room, nearest(room, built)));
        assertThat(drawn()).containsExactlyInAnyOrderEntriesOf(nearest);
    }
}
