package dev.ringback.server.groups;

import dev.ringback.kernel.port.Follower;
import dev.ringback.net.http.Route;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.inferencenet.InferenceSurface;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.openai.Operation;
import java.util.ArrayList;
import java.util.List;

/** The room of groups: their routes, and the watch over those that are open. */
public final class Groups implements Feature {

    private final InferencePorts ports;
    private final GroupWatch watch;

    /** Wires. */
    public Groups(InferencePorts ports) {
        this.ports = ports;
        this.watch = new GroupWatch(ports.ground(), ports.announcements());
    }

    @Override
    public List<Follower> followers() {
        return List.of(watch);
    }

    @Override
    public List<Route> routes() {
        var surface = new InferenceSurface(ports.guard(), ports.maxBody());
        var groups = new GroupRoutes(ports);
        List<Route> routes = new ArrayList<>();
        for (String slow : InferenceSurface.SLOW) {
            for (Operation operation : Operation.values()) {
                routes.add(
                        surface.stored(
                                slow + "/group" + operation.path(), operation, groups::submit));
            }
            routes.add(surface.shown(slow + "/group/{id}/generations", groups::list));
            routes.add(surface.called(slow + "/group/{id}/cancel", groups::cancel));
        }
        return List.copyOf(routes);
    }

    @Override
    public void takeUp() {
        watch.start(ports.jobs());
    }

    @Override
    public void close() {
        watch.close();
    }
}
