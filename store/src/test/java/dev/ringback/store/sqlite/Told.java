package dev.ringback.store.sqlite;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class tells in the log while this is open. */
final class Told extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Told(Logger logger) {
        this.logger = logger;
    }

    static Told by(Class<?> type) {
        var told = new Told(Logger.getLogger(type.getName()));
        told.logger.setLevel(Level.ALL);
        told.logger.addHandler(told);
        return told;
    }

    /** Whether something was told of a file, in these words among others. */
    boolean of(Object file, String words) {
        return lines.stream()
                .anyMatch(line -> line.contains(file.toString()) && line.contains(words));
    }

    /** All that was told so far. */
    List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
