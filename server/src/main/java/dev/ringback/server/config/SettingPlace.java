package dev.ringback.server.config;

import java.util.Set;

/** A place where a setting may be given; the earlier constant wins over the later. */
public enum SettingPlace {
    /** A flag on the command line. */
    FLAG,
    /** An environment variable. */
    VARIABLE,
    /** A key in the configuration file. */
    FILE;

    static final Set<SettingPlace> EVERYWHERE = Set.of(values());
}
