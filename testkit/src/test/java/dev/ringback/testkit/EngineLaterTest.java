package dev.ringback.testkit;

import static dev.ringback.testkit.EngineWorld.LANE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is committed for those who are made before the engine. */
final class EngineLaterTest {

    private final EngineWorld world = new EngineWorld();
    private final EngineLater commits = new EngineLater(world.disk);

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void withoutAnEngineAChangeIsCommittedAlone() {
        Document document = Document.create("doc", ProjectId.DEFAULT, "a", Payload.of("{}"));
        assertThat(commits.commit(Change.put(document))).isEqualTo(Committed.Done.ALL);
        assertThat(world.store.documents("doc")).containsExactly(document);
        assertThat(commits.commit(Change.put(document))).isInstanceOf(Committed.Stale.class);
        assertThat(world.listener.onDisk()).isEmpty();
        assertThat(world.listener.changes()).isZero();
    }

    @Test
    void withoutAnEngineAFailureOfTheStoreIsThrown() {
        world.commitsToFail.set(1);
        assertThatThrownBy(() -> commits.commit(world.change(LANE)))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void whatWasCommittedBeforeThereWasAnEngineIsTakenUpByIt() {
        Change change = world.change(LANE);
        assertThat(commits.commit(change)).isEqualTo(Committed.Done.ALL);
        commits.attach(world.engine);
        world.started();
        world.untilFinished(change.calls().getFirst().id());
    }

    @Test
    void theEngineCommitsOnceItIsAttached() {
        commits.attach(world.engine);
        world.started();
        Change change = world.change(LANE);
        assertThat(commits.commit(change)).isEqualTo(Committed.Done.ALL);
        CallId call = change.calls().getFirst().id();
        world.untilFinished(call);
        assertThat(world.listener.onDisk()).contains(change);
        assertThat(world.listener.changes()).isPositive();
    }
}
