package dev.ringback.store;

import dev.ringback.kernel.port.Store;
import dev.ringback.store.PostgresNode.Standing;
import dev.ringback.store.node.Lifeline;
import dev.ringback.store.node.Node;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.store.postgres.PostgresStore;
import dev.ringback.store.rows.ListLimits;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Opens stores in ways in which only tests do. */
public final class Owned {

    private Owned() {}

    /** The store of a database that nobody owns, with connections that are made in another way. */
    public static Store open(PostgresAddress address, PostgresDatabase database) {
        PostgresNode node =
                PostgresNode.on(address, database, Lifeline.none(), "", _ -> {}, System::nanoTime);
        if (node.look() instanceof Standing.Owner(Store store)) {
            return store;
        }
        throw new IllegalStateException("somebody else owns " + address);
    }

    /** The store of one more node of a database that has an owner already. */
    public static Store besides(String url) {
        return besides(url, ListLimits.DEFAULT);
    }

    /** The same, with other limits for the lists of people; may be opened again. */
    public static Store besides(String url, ListLimits limits) {
        PostgresAddress address = PostgresAddress.parse(url);
        var database = new PostgresDatabase(address);
        try (Connection connection = database.changing();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO node VALUES (1, 1, 0, TRUE, '') ON CONFLICT DO NOTHING");
            connection.commit();
            return PostgresStore.of(address, database, new Node(1, 1), limits, _ -> {}, () -> {});
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
