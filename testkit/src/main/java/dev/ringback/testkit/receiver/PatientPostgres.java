package dev.ringback.testkit.receiver;

import dev.ringback.testkit.Eventually;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;

/** A real PostgreSQL server of a test. By itself the library gives up after 10 s. */
public final class PatientPostgres {

    private PatientPostgres() {}

    /** One with an empty database of its own, on a free port. */
    public static EmbeddedPostgres start() throws IOException {
        return builder().start();
    }

    /** One that is still to be described; it is awaited as long as all that tests wait for. */
    public static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder().setPGStartupWait(Eventually.PATIENCE);
    }
}
