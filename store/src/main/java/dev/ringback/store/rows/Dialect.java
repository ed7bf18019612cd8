package dev.ringback.store.rows;

import dev.ringback.kernel.model.LaneId;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The few places where the two databases want a question put differently. */
public enum Dialect {
    SQLITE {
        @Override
        public String matches(String column) {
            return column + " GLOB ?";
        }

        @Override
        public String pattern(String glob) {
            return glob.replace("[", "[[]").replace("?", "[?]");
        }

        @Override
        public String partitions(String column) {
            return "";
        }

        @Override
        public String unindexed(String column) {
            return "+" + column;
        }

        @Override
        public String greatestCall() {
            return "SELECT max(id) FROM call";
        }

        @Override
        public String indexed(String index) {
            return " INDEXED BY " + index;
        }

        @Override
        public String among(String column) {
            return column + " IN (SELECT value FROM json_each(?))";
        }

        @Override
        public String list(Collection<Long> numbers) {
            return joined("[", numbers, "]");
        }
    },

    POSTGRES {
        @Override
        public String matches(String column) {
            return column + " LIKE ?";
        }

        @Override
        public String pattern(String glob) {
            return glob.replace("\\", "\\\\")
                    .replace("%", "\\%")
                    .replace("_", "\\_")
                    .replace("*", "%");
        }

        @Override
        public String partitions(String column) {
            return column + " IN " + PARTITIONS + " AND ";
        }

        @Override
        public String unindexed(String column) {
            return column;
        }

        @Override
        public String greatestCall() {
            return "SELECT max((SELECT max(id) FROM call WHERE partition = p.number))"
                    + " FROM generate_series(0, "
                    + (LaneId.PARTITIONS - 1)
                    + ") AS p(number)";
        }

        @Override
        public String indexed(String index) {
            return "";
        }

        @Override
        public String among(String column) {
            return column + " = ANY (CAST(? AS bigint[]))";
        }

        @Override
        public String list(Collection<Long> numbers) {
            return joined("{", numbers, "}");
        }
    };

    private static final String PARTITIONS =
            IntStream.range(0, LaneId.PARTITIONS)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(", ", "(", ")"));

    /** A condition with one parameter, the pattern of a glob. Case counts. */
    public abstract String matches(String column);

    /** A glob, in which only the star is special, in the database's own terms. */
    public abstract String pattern(String glob);

    /**
     * What goes before a condition on an id alone, where the primary key begins with the partition:
     * all 64 are probed, which is cheaper than one more index for a look-up that people make.
     */
    public abstract String partitions(String column);

    /**
     * A column that shall not choose the index. SQLite keeps no statistics here and would take the
     * index of the project as readily as one that selects far better; PostgreSQL knows by itself.
     */
    public abstract String unindexed(String column);

    /** Asks for the greatest id of a call, by the primary key alone. */
    public abstract String greatestCall();

    /**
     * What goes behind a table whose rows one index shall find. SQLite keeps no statistics here, so
     * it is told; PostgreSQL knows by itself.
     */
    public abstract String indexed(String index);

    /** A condition with one parameter, a list of numbers, of which the column is one. */
    public abstract String among(String column);

    /** A list of numbers as the parameter of {@link #among}. */
    public abstract String list(Collection<Long> numbers);

    private static String joined(String start, Collection<Long> numbers, String end) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", start, end));
    }
}
