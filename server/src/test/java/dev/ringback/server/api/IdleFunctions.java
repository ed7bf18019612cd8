package dev.ringback.server.api;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.functions.Functions;
import dev.ringback.server.functions.running.AppWires;
import dev.ringback.server.functions.runs.RetryTable;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.vault.Vault;
import java.util.List;
import java.util.Optional;

/** Functions where no app is asked. */
final class IdleFunctions {

    private IdleFunctions() {}

    static Functions of(
            Ground ground, KeyGuard guard, Publisher publisher, Filters filters, Vault vault) {
        return new Functions(
                ground,
                new Functions.Ports(
                        guard,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new Functions.Outside(
                                publisher,
                                _ -> false,
                                filters,
                                vault,
                                new AppWires(IdleFunctions::nobody, IdleFunctions::nobody),
                                (_, _, _, _, _, _, _) -> {},
                                RetryTable.documented(ground.random()),
                                0),
                        false));
    }

    private static Reply nobody(Request request, Hangup hangup) {
        throw new IllegalStateException("no app is asked here");
    }
}
