package dev.ringback.store.node;

import dev.ringback.kernel.port.StoreException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The address of a PostgreSQL database with user and password; never shows the password. */
public final class PostgresAddress {

    private static final String EXPECTED =
            "The database URL is not of the form postgresql://user:password@host:port/database.";

    private final String url;
    private final Properties properties;

    private PostgresAddress(String url, Properties properties) {
        this.url = url;
        this.properties = properties;
    }

    /**
     * Reads {@code postgresql://user:password@host:port/database?name=value} or the same with
     * {@code jdbc:} before it. What follows the question mark is for the driver.
     *
     * @throws StoreException when it is something else; without repeating it
     */
    public static PostgresAddress parse(String text) {
        String rest = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
        if (!rest.startsWith("postgresql://") && !rest.startsWith("postgres://")) {
            throw new StoreException(EXPECTED);
        }
        rest = rest.substring(rest.indexOf("//") + 2);
        Properties properties = new Properties();
        int question = rest.indexOf('?');
        if (question >= 0) {
            parameters(rest.substring(question + 1), properties);
            rest = rest.substring(0, question);
        }
        int slash = rest.lastIndexOf('/');
        if (slash < 0 || slash == rest.length() - 1) {
            throw new StoreException(EXPECTED);
        }
        String authority = rest.substring(0, slash);
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            owner(authority.substring(0, at), properties);
        }
        return new PostgresAddress(authority.substring(at + 1) + rest.substring(slash), properties);
    }

    private static void owner(String owner, Properties properties) {
        int colon = owner.indexOf(':');
        properties.setProperty("user", decoded(colon < 0 ? owner : owner.substring(0, colon)));
        if (colon >= 0) {
            properties.setProperty("password", decoded(owner.substring(colon + 1)));
        }
    }

    private static void parameters(String query, Properties properties) {
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                properties.setProperty(
                        decoded(parameter.substring(0, equals)),
                        decoded(parameter.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            // In a URL's own parts, unlike in forms, a plus sign is a plus sign.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new StoreException(EXPECTED);
        }
    }

    /** For the driver; user and password are not in it. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + url;
    }

    /** For the driver, with user and password, and with what was not set filled in. */
    public Properties properties() {
        Properties all = new Properties();
        all.setProperty("ApplicationName", "ringback");
        all.setProperty("tcpKeepAlive", "true");
        all.setProperty("connectTimeout", "3");
        // A server that vanished without a word shall not hold commits for ever.
        all.setProperty("socketTimeout", "60");
        if (url.contains(",")) {
            // Of several hosts only one takes commits, and which one changes.
            all.setProperty("targetServerType", "primary");
        }
        all.putAll(properties);
        return all;
    }

    /** Whether whoever wrote the address has set something for the driver. */
    boolean sets(String name) {
        return properties.containsKey(name);
    }

    /** Host and database only. */
    @Override
    public String toString() {
        return url;
    }
}
