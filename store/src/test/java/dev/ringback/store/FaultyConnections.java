package dev.ringback.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Connections whose nth execution, commit or preparation fails, once. */
public final class FaultyConnections {

    private static final int NEVER = Integer.MAX_VALUE;

    private final AtomicInteger left = new AtomicInteger(NEVER);
    private final Function<String, Throwable> fault;

    /** Some that fail as databases do. */
    public FaultyConnections() {
        this(SQLException::new);
    }

    /**
     * Some that fail in another way.
     *
     * @param fault makes what is thrown, from a message
     */
    public FaultyConnections(Function<String, Throwable> fault) {
        this.fault = fault;
    }

    /** The nth step from now on fails. */
    public void failAt(int nth) {
        left.set(nth);
    }

    /** Nothing fails from now on; tells whether a failure was still to come. */
    public boolean calm() {
        return left.getAndSet(NEVER) > 0;
    }

    /** How many steps there have been since {@link #failAt}. */
    public int steps(int nth) {
        return nth - left.get();
    }

    /** A connection that does the same as another until a step fails. */
    public Connection over(Connection connection) {
        return proxy(Connection.class, connection);
    }

    private <T> T proxy(Class<T> type, T target) {
        InvocationHandler handler = (_, method, arguments) -> step(target, method, arguments);
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object step(Object target, Method method, Object[] arguments) throws Throwable {
        boolean counts =
                switch (method.getName()) {
                    case "execute", "executeUpdate", "executeQuery" -> true;
                    case "prepareStatement", "getMoreResults" -> true;
                    case "commit", "rollback" -> true;
                    default -> false;
                };
        if (counts && left.get() != NEVER && left.decrementAndGet() == 0) {
            throw fault.apply("a fault at " + method.getName());
        }
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof PreparedStatement statement
                    ? proxy(PreparedStatement.class, statement)
                    : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
