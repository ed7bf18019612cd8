package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.VaultKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Read the settings that name files; they look at the disk and change nothing. */
final class PathReaders {

    private static final int LONGEST_KEY_FILE = 1_024;

    private PathReaders() {}

    /** A path against the working directory. */
    static Reading<Path> path(String text, Environment environment) {
        if (text.isBlank()) {
            return Reading.refused("it must not be empty");
        }
        return environment
                .path(text)
                .map(Reading::good)
                .orElseGet(() -> Reading.refused("it must be a path of this operating system"));
    }

    static Reading<Path> data(List<String> texts, Environment environment) {
        return path(texts.getFirst(), environment).then(PathReaders::writable);
    }

    static Reading<Path> config(List<String> texts, Environment environment) {
        return path(texts.getFirst(), environment)
                .then(file ->
                        Files.isRegularFile(file) && Files.isReadable(file)
                                ? Reading.good(file)
                                : Reading.refused("it must be a file that can be read"));
    }

    /** The admin key in a file that holds nothing else. */
    static Reading<Secret> apiKey(List<String> texts, Environment environment) {
        return path(texts.getFirst(), environment)
                .then(PathReaders::line)
                .then(text -> PlainReaders.apiKey(List.of(text), environment));
    }

    /** The URL of a database in such a file. */
    static Reading<Secret> database(List<String> texts, Environment environment) {
        return path(texts.getFirst(), environment)
                .then(PathReaders::line)
                .then(text -> UrlReaders.database(List.of(text), environment));
    }

    /** The keys for secrets at rest in such a file. */
    static Reading<List<VaultKey>> secretKey(List<String> texts, Environment environment) {
        return path(texts.getFirst(), environment)
                .then(PathReaders::line)
                .then(text -> PlainReaders.secretKey(List.of(text), environment));
    }

    /** What stands in a small file. */
    static Reading<String> line(Path file) {
        try {
            return Files.size(file) > LONGEST_KEY_FILE
                    ? Reading.refused("it must be a file that holds the key and nothing else")
                    : Reading.good(Files.readString(file).strip());
        } catch (IOException _) {
            return Reading.refused("it must be a file that can be read");
        }
    }

    /** The certificates in a file. */
    static Reading<List<X509Certificate>> certificates(
            List<String> texts, Environment environment) {
        return path(texts.getFirst(), environment).then(PathReaders::certificates);
    }

    private static Reading<List<X509Certificate>> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            return found.isEmpty()
                    ? Reading.refused("there is no certificate in the file")
                    : Reading.good(found);
        } catch (IOException _) {
            return Reading.refused("it must be a file that can be read");
        } catch (CertificateException _) {
            return Reading.refused(
                    "it must be a file of certificates in PEM, -----BEGIN CERTIFICATE-----");
        }
    }

    private static Reading<Path> writable(Path data) {
        Path present = data;
        while (!Files.exists(present) && present.getParent() != null) {
            present = present.getParent();
        }
        if (!Files.isDirectory(present)) {
            return Reading.refused(
                    present.equals(data)
                            ? "it must be a directory, and it is a file"
                            : "it must lie in a directory, and %s is a file".formatted(present));
        }
        if (!Files.isWritable(present)) {
            return Reading.refused(
                    "the user that runs Ringback must be able to write to " + present);
        }
        return Reading.good(data);
    }
}
