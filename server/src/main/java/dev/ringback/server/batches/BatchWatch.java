package dev.ringback.server.batches;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.work.Workers;
import java.util.Optional;

/** Watches over all batches that have not ended, until each is over. */
final class BatchWatch implements Follower, AutoCloseable {

    private final BatchPorts ports;
    private final Workers<BatchRun> open;

    /** Makes it ready; {@link #start} sets it going. */
    BatchWatch(BatchPorts ports) {
        this.ports = ports;
        this.open = new Workers<>(Checkpoint.KIND, ports.ground().store(), ports.ground().time());
    }

    /** Takes up the batches that are open on disk, and from now on those that come. */
    void start(Jobs jobs) {
        open.start(document -> new BatchRun(document.project(), document.id(), ports, jobs));
    }

    @Override
    public void committed(Change change) {
        open.committed(change);
        change.puts().stream()
                .filter(put -> put.kind().equals(Batch.KIND))
                .forEach(put -> open.doubt(put.project(), put.id()));
        change.events().stream().filter(OutputLine::is).forEach(this::ended);
    }

    private void ended(Event line) {
        String batch = OutputLine.batch(line.subject());
        open.find(line.project(), batch)
                .filter(run -> run.ended(line))
                .ifPresent(_ -> open.kick(line.project(), batch));
    }

    /** The batch with its counts as they are now. */
    Batch counted(ProjectId project, Batch batch) {
        return open.find(project, batch.id()).map(run -> run.counted(batch)).orElse(batch);
    }

    /** Why a batch is being stopped. */
    Optional<StopReason> stopped(ProjectId project, String id) {
        return open.find(project, id).flatMap(BatchRun::stopped);
    }

    /** How many batches of a project have not ended. */
    long open(ProjectId project) {
        return open.open(project);
    }

    /** Stops between two rounds; what is left is carried on at the next start. */
    @Override
    public void close() {
        open.close();
    }
}
