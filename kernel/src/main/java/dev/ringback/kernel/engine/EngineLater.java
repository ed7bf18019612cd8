package dev.ringback.kernel.engine;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.port.Activity;
import dev.ringback.kernel.port.CallMoves;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Standing;
import dev.ringback.kernel.port.Store;
import java.util.Optional;

/**
 * The engine for those who are made before it, since it needs them: kinds, and whoever follows.
 * Until it is attached a change is committed alone; anything else that is asked is a bug then.
 */
public final class EngineLater implements Calls {

    private final Commits alone;
    private volatile Optional<Calls> engine = Optional.empty();

    /** Makes it, over a store on which no engine runs yet. */
    public EngineLater(Store store) {
        alone = Commits.alone(store);
    }

    /** From now on this engine commits. To be done before it starts, so that nothing goes by it. */
    public void attach(Calls made) {
        engine = Optional.of(made);
    }

    private Calls engine() {
        return engine.orElseThrow(() -> new IllegalStateException("there is no engine yet"));
    }

    @Override
    public Committed commit(Change change) {
        return engine.<Commits>map(each -> each).orElse(alone).commit(change);
    }

    @Override
    public CallMoves moves() {
        return engine().moves();
    }

    @Override
    public Activity activity() {
        return engine().activity();
    }

    @Override
    public Standing standing() {
        return engine().standing();
    }
}
