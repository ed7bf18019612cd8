package dev.ringback.kernel;

/**
 * Commits for those who are made before the engine, since the engine needs them: kinds, and whoever
 * follows. Until an engine is attached a change is committed alone.
 */
public final class EngineLater implements Commits {

    private volatile Commits commits;

    /** Makes it, over a store on which no engine runs yet. */
    public EngineLater(Store store) {
        commits = Commits.alone(store);
    }

    /** From now on this engine commits. To be done before it starts, so that nothing goes by it. */
    public void attach(Commits engine) {
        commits = engine;
    }

    @Override
    public Committed commit(Change change) {
        return commits.commit(change);
    }
}
