package dev.ringback.server.config;

import dev.ringback.net.wire.guard.Network;
import dev.ringback.server.config.Setting.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rows of the table of settings that are about those who connect. */
final class PeerSettings {

    static final Setting<List<Network>> TRUSTED_PROXIES =
            new Setting<>(
                    "trusted-proxies",
                    SettingPlace.EVERYWHERE,
                    "IP address or network such as 10.0.0.0/8, any number",
                    Optional.empty(),
                    "Proxies that stand for many clients; the bounds of one address do not hold"
                            + " there.",
                    Shape.LIST,
                    PeerReaders::networks);

    static final Setting<String> PUBLIC_URL =
            new Setting<>(
                    "public-url",
                    SettingPlace.EVERYWHERE,
                    "http or https URL such as https://hooks.example",
                    Optional.empty(),
                    "Where providers reach this server; what their requests say if not said.",
                    Shape.SINGLE,
                    UrlReaders::publicUrl);

    static final Setting<Set<String>> CORS_ORIGIN =
            new Setting<>(
                    "cors-origin",
                    SettingPlace.EVERYWHERE,
                    "origin such as https://app.example, or *; any number",
                    Optional.empty(),
                    "Whose web pages may call this server from a browser; none if not said.",
                    Shape.LIST,
                    UrlReaders::origins);

    static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
            new Setting<>(
                    "connections-per-address",
                    SettingPlace.EVERYWHERE,
                    PeerReaders.UP_TO_ALL,
                    Optional.empty(),
                    "Connections that one address may have open; three quarters of all if not"
                            + " said.",
                    Shape.SINGLE,
                    PeerReaders::connections);

    static final Setting<Integer> UNFINISHED_PER_ADDRESS =
            new Setting<>(
                    "unfinished-per-address",
                    SettingPlace.EVERYWHERE,
                    PeerReaders.UP_TO_ALL,
                    Optional.empty(),
                    "Requests of one address that may have begun to arrive and not be there yet;"
                            + " 1000 if not said.",
                    Shape.SINGLE,
                    PeerReaders::connections);

    private PeerSettings() {}
}
