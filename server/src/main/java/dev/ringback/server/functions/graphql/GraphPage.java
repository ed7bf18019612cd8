package dev.ringback.server.functions.graphql;

import dev.ringback.server.functions.events.Ulid;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A page of a list.
 *
 * @param entries what stands on it
 * @param later whether there are pages before it
 * @param next the number below which the list goes on; empty at its end
 * @param <T> what stands on it
 */
record GraphPage<T>(List<GraphPage.Entry<T>> entries, boolean later, OptionalLong next) {

    /**
     * Something that stands on a page.
     *
     * @param number its place in the list, which falls
     */
    record Entry<T>(T what, long number) {

        String cursor() {
            return Ulid.of(number);
        }
    }

    /** The most that stand on one. */
    static final int MOST = 100;

    /** How many are asked for: fewer than are wanted where that is too many. */
    static int limit(GraphArguments asked) {
        int first = asked.find("first", Integer.class).orElse(MOST);
        if (first < 1) {
            throw new GraphProblem("first: must be 1 or more");
        }
        return Math.min(first, MOST);
    }

    /** The number below which a page begins. */
    static long before(GraphArguments asked) {
        return asked.find("after", String.class).map(GraphPage::number).orElse(Long.MAX_VALUE);
    }

    private static long number(String cursor) {
        return Ulid.number(cursor)
                .orElseThrow(() -> new GraphProblem("after: is no endCursor of a page"));
    }

    /** A list, its edges, and where pages begin and end. */
    static GraphType<?> connection(String name) {
        return new GraphType<>(name, GraphPage.class)
                .with("edges", page -> page.entries())
                .with("pageInfo", page -> page);
    }

    static GraphType<?> edge(String name) {
        return new GraphType<>(name, Entry.class)
                .with("node", edge -> edge.what())
                .with("cursor", edge -> edge.cursor());
    }

    static GraphType<?> info() {
        return new GraphType<>("PageInfo", GraphPage.class)
                .with("hasNextPage", page -> page.next().isPresent())
                .with("hasPreviousPage", page -> page.later())
                .with("startCursor", page -> page.first())
                .with("endCursor", page -> page.last());
    }

    private Optional<String> first() {
        return entries.stream().map(Entry::cursor).findFirst();
    }

    private Optional<String> last() {
        return next.isPresent()
                ? Optional.of(Ulid.of(next.getAsLong()))
                : entries.reversed().stream().map(Entry::cursor).findFirst();
    }
}
