package dev.ringback.server.config;

import dev.ringback.server.config.Setting.Shape;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The rows of the table about servers that are called. */
final class OutboundSettings {

    static final Setting<Boolean> ALLOW_PRIVATE_NETWORK =
            new Setting<>(
                    "allow-private-network",
                    SettingPlace.EVERYWHERE,
                    "true or false",
                    Optional.of("false"),
                    "Lets endpoints lie in loopback and private networks and use plain http.",
                    Shape.SWITCH,
                    PlainReaders::truth);

    static final Setting<List<X509Certificate>> TRUSTED_CERTIFICATES =
            new Setting<>(
                    "trusted-certificates",
                    SettingPlace.EVERYWHERE,
                    "PEM file",
                    Optional.empty(),
                    "Certificates of authorities whose servers are trusted too, besides those that"
                            + " Java trusts.",
                    Shape.SINGLE,
                    PathReaders::certificates);

    private OutboundSettings() {}
}
