package dev.ringback.server.command;

import dev.ringback.cli.Terminal;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.Moments;
import dev.ringback.server.config.Settings;
import java.time.InstantSource;

/**
 * What a server says to whoever starts it, on standard error: in the format of its log, so that
 * whatever reads that can read all of it.
 *
 * @param clock the machine's
 */
record Notes(Terminal terminal, Settings.LogFormat format, InstantSource clock) {

    /** One sentence. */
    void say(String sentence) {
        switch (format) {
            case TEXT -> terminal.note(sentence);
            case JSON -> {
                var line =
                        new JsonObject()
                                .put("time", Moments.text(clock.instant()))
                                .put("level", "INFO")
                                .put("message", sentence);
                terminal.err().println(line);
                terminal.err().flush();
            }
        }
    }
}
