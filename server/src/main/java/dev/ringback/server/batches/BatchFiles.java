package dev.ringback.server.batches;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.files.FileUser;
import dev.ringback.server.files.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The files that batches read, and those that they make of their lines. */
record BatchFiles(Store store) implements FileUser {

    private static final int PAGE = 1_000;

    @Override
    public boolean reads(StoredFile file) {
        var open =
                new DocumentQuery(Checkpoint.KIND, file.project(), false, Optional.empty(), PAGE);
        return store.documents(open).stream()
                .anyMatch(each -> Checkpoint.of(each).file().equals(file.id()));
    }

    @Override
    public void write(StoredFile file, StoredFile.Results lines, OutputStream out)
            throws IOException {
        String type = lines.succeeded() ? OutputLine.COMPLETED : OutputLine.FAILED;
        for (int line = 1; line <= lines.lines(); line++) {
            String job = OutputLine.job(lines.batch(), line);
            Optional<Event> event = store.event(file.project(), OutputLine.ended(job));
            if (event.filter(each -> each.type().equals(type)).isPresent()) {
                out.write(event.get().payload().bytes());
                out.write('\n');
            }
        }
    }
}
