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

    /**
     * What no other room stands on can be changed behind its one face, or left out. What the face
     * hands out is no face of its own, as long as the root makes none of it; nor is what the room
     * asks for, an interface that others implement.
     */
    @Test
    void aRoomThatOnlyTheRootKnowsShowsOneFace() {
        Map<String, Set<String>> ends = named(ROOT::equals);
        ends.keySet().removeAll(named(home -> !home.equals(ROOT)).keySet());

        assertThat(ends.keySet())
                .contains(
                        "batches",
                        "command",
                        "delivery",
                        "demo",
                        "generations",
                        "groups",
                        "health",
                        "observe",
                        "predictions",
                        "responses",
                        "store",
                        "webhooks");
        assertThat(ends)
                .allSatisfy((room, types) ->
                        assertThat(faces(room, types)).as("what %s shows", room).hasSize(1));
    }

    private static Set<String> faces(String room, Set<String> types) {
        return types.stream()
                .filter(type -> !isAskedFor(room, type))
                .filter(type ->
                        isMadeByTheRoot(type)
                                || types.stream().noneMatch(face -> shows(room, face, type)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** An interface that nobody implements in its own room. */
    private static boolean isAskedFor(String room, String type) {
        return CompiledRooms.CLASSES.stream()
                .filter(each -> each.getSimpleName().equals(type) && isOf(room, each.getFullName()))
                .anyMatch(each ->
                        each.isInterface()
                                && each.getAllSubclasses().stream()
                                        .noneMatch(other -> isOf(room, other.getFullName())));
    }

    private static boolean isOf(String room, String type) {
        return room(type).equals(Optional.of(room));
    }

    private static boolean isMadeByTheRoot(String type) {
        var made = Pattern.compile("\\bnew " + type + "\\(|\\b" + type + "(\\.[a-z]\\w*\\(|::)");
        return SOURCES.stream()
                .anyMatch(source ->
                        source.isMain()
                                && source.home().equals(ROOT)
                                && made.matcher(source.text()).find());
    }

    private static boolean shows(String room, String face, String type) {
        return SOURCES.stream()
                .anyMatch(source ->
                        source.isMain()
                                && source.type().equals(face)
                                && isOf(room, source.home() + "." + face)
                                && source.shows(type));
    }
}
