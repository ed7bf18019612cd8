package dev.ringback.server;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.server.command.Upkeep;
import dev.ringback.server.config.SettingTable;
import dev.ringback.server.config.Settings;
import dev.ringback.server.logs.Logs;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.server.vault.VaultKeys;
import dev.ringback.store.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies and moves the data of servers, with what belongs to it. */
public final class DataKeeping implements Upkeep {

    private static final String SECRET_KEY = SettingTable.SECRET_KEY.variable();

    @Override
    public Outcome backup(Settings settings, Backup backup) {
        if (settings.storage().databaseUrl().isPresent()) {
            return new Outcome.Failed(
                    """
                    the data is in PostgreSQL: back it up with pg_dump, and keep with it %s\
                    """
                            .formatted(keyInWords(settings)));
        }
        Path copy = backup.file().resolveSibling(backup.file().getFileName() + ".key");
        boolean fresh = !Files.exists(copy);
        try (Logs _ = Foundation.logs(settings)) {
            return backup(settings, backup, copy);
        } catch (StoreException e) {
            return failed(String.valueOf(e.getMessage()), fresh, copy);
        } catch (IOException e) {
            String why = DataDirectory.words(e);
            return failed("The secret key cannot be copied: %s.".formatted(why), fresh, copy);
        }
    }

    /** Nothing is left of what failed. */
    private static Outcome failed(String reason, boolean fresh, Path copy) {
        try {
            if (fresh) {
                Files.deleteIfExists(copy);
            }
            return new Outcome.Failed(reason);
        } catch (IOException e) {
            return new Outcome.Failed(reason + " And a key was left in " + copy);
        }
    }

    private static Outcome backup(Settings settings, Backup backup, Path copy) throws IOException {
        var data = new DataDirectory(settings.storage().data());
        data.requireRoom(backup.file(), backup.overwrite());
        // The key first: where the database is, its key is too.
        List<String> lines = new ArrayList<>(key(settings, backup, copy));
        long size = data.backUp(backup.file(), backup.overwrite());
        lines.addFirst("%s holds the data, %d bytes".formatted(backup.file(), size));
        return new Outcome.Done(lines);
    }

    private static List<String> key(Settings settings, Backup backup, Path copy)
            throws IOException {
        if (!settings.access().secretKeys().isEmpty()) {
            return List.of("keep the key in %s with it".formatted(SECRET_KEY));
        }
        Path kept = settings.storage().data().resolve(VaultKeys.FILE);
        Optional<List<VaultKey>> keys = VaultKeys.load(kept);
        if (keys.isEmpty()) {
            return List.of(
                    "there is no %s: the server's key is in %s, keep it with the backup"
                            .formatted(kept, SECRET_KEY));
        }
        if (!backup.withKey()) {
            return List.of("the secrets in it can only be read with " + kept);
        }
        if (Files.exists(copy) && !backup.overwrite()) {
            throw new StoreException(
                    "The file %s is there already: choose another name, or add --overwrite."
                            .formatted(copy));
        }
        VaultKeys.write(copy, keys.get());
        return List.of("%s holds the secret key that opens it".formatted(copy));
    }

    @Override
    public Outcome move(Settings settings, Path from) {
        Optional<Secret> url = settings.storage().databaseUrl();
        if (url.isEmpty()) {
            return new Outcome.Failed(
                    "name the database to which the data goes, by --to or "
                            + SettingTable.DATABASE_URL.variable());
        }
        try (Logs _ = Foundation.logs(settings)) {
            var data = new DataDirectory(from);
            List<String> lines = new ArrayList<>();
            data.moveTo(url.get().reveal())
                    .forEach((what, number) -> lines.add("%12d %s".formatted(number, what)));
            lines.add("moved; the old database is now " + data.moved());
            lines.add(
                    "start the server with --database-url and the same --data, or take along %s"
                            .formatted(keyInWords(settings)));
            return new Outcome.Done(lines);
        } catch (StoreException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static String keyInWords(Settings settings) {
        return settings.access().secretKeys().isEmpty()
                ? "the file %s of the data directory".formatted(VaultKeys.FILE)
                : "the key in " + SECRET_KEY;
    }
}
