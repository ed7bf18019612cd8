package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.wire.guard.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Read the settings about those who connect. */
final class PeerReaders {

    private static final int MOST = HttpLimits.DEFAULT.crowd().connections();

    /** What a number of connections looks like: no address can have more than all have. */
    static final String UP_TO_ALL = "1 to " + MOST;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private PeerReaders() {}

    static Reading<Integer> connections(List<String> texts, Environment environment) {
        String text = texts.getFirst();
        boolean good =
                NUMBER.matcher(text).matches()
                        && Integer.parseInt(text) >= 1
                        && Integer.parseInt(text) <= MOST;
        return good
                ? Reading.good(Integer.parseInt(text))
                : Reading.refused(
                        "it must be a whole number from 1 to %d, which is how many connections"
                                        .formatted(MOST)
                                + " there may be of all addresses together");
    }

    static Reading<List<Network>> networks(List<String> texts, Environment environment) {
        var networks = new ArrayList<Network>();
        for (String text : texts) {
            Optional<Network> network = Network.read(text);
            if (network.isEmpty()) {
                return Reading.refused(
                        "each must be an IP address such as 10.0.0.7 or ::1, or a network such as"
                                + " 10.0.0.0/8 or fd00::/8, and \"%s\" is none".formatted(text));
            }
            networks.add(network.get());
        }
        return Reading.good(List.copyOf(networks));
    }
}
