package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import dev.ringback.net.http.BaseUrl;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Read addresses. */
final class UrlReaders {

    private static final Pattern ORIGIN =
            Pattern.compile("(?i)https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    private UrlReaders() {}

    static Reading<Secret> database(List<String> texts, Environment environment) {
        String text = texts.getFirst();
        boolean good =
                parse(text)
                        .filter(url ->
                                "postgresql".equals(url.getScheme())
                                        || "postgres".equals(url.getScheme()))
                        .filter(url -> url.getRawAuthority() != null)
                        .filter(url -> url.getPath().length() > 1)
                        .isPresent();
        return good
                ? Reading.good(new Secret(text))
                : Reading.refused(
                        "it must look like postgresql://user:password@host:5432/database");
    }

    static Reading<String> publicUrl(List<String> texts, Environment environment) {
        return BaseUrl.read(texts.getFirst())
                .map(Reading::good)
                .orElseGet(() -> Reading.refused("it " + BaseUrl.EXPECTED));
    }

    /** Origins of web pages, as browsers send them. */
    static Reading<Set<String>> origins(List<String> texts, Environment environment) {
        boolean good =
                texts.stream().allMatch(text -> text.equals("*") || ORIGIN.matcher(text).matches());
        return good
                ? Reading.good(
                        texts.stream()
                                .map(text -> text.toLowerCase(Locale.ROOT))
                                .collect(Collectors.toUnmodifiableSet()))
                : Reading.refused(
                        "each must be an origin such as https://app.example or"
                                + " http://localhost:3000, without a path, or *");
    }

    /** The URLs of apps with functions. */
    static Reading<List<String>> apps(List<String> texts, Environment environment) {
        boolean good =
                texts.stream()
                        .allMatch(text ->
                                web(text)
                                        .filter(url -> url.getRawUserInfo() == null)
                                        .filter(url -> url.getRawFragment() == null)
                                        .isPresent());
        return good
                ? Reading.good(List.copyOf(texts))
                : Reading.refused(
                        "each must be an http or https URL such as"
                                + " http://localhost:3000/api/inngest");
    }

    /** The base URL of a model server. */
    static Reading<URI> upstream(String text) {
        Optional<URI> web = web(text);
        if (web.isEmpty()) {
            return Reading.refused("it must be an http or https URL such as https://host/v1");
        }
        URI url = web.get();
        if (url.getRawAuthority().indexOf('@') >= 0) {
            return Reading.refused("it must hold no user and password; upstream-key is for those");
        }
        return url.getRawQuery() == null && url.getRawFragment() == null
                ? Reading.good(url)
                : Reading.refused("it must end with its path, without ? and #");
    }

    private static Optional<URI> web(String text) {
        return parse(text)
                .filter(url -> "http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                .filter(url -> url.getRawAuthority() != null);
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
