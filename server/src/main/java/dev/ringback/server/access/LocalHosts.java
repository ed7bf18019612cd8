package dev.ringback.server.access;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The names by which a machine calls itself, and those by which its containers call it, which
 * nobody can register. Where everybody knows the key, a web page could give this machine a name of
 * its own and so make a browser the page's hand; under these names none can.
 */
public final class LocalHosts implements Predicate<String> {

    private static final Pattern LOCAL =
            Pattern.compile(
                    "(localhost|127\\.0\\.0\\.1|\\[::1]|host\\.(docker|containers)\\.internal)"
                            + "(:[0-9]{1,5})?");

    @Override
    public boolean test(String host) {
        return LOCAL.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
