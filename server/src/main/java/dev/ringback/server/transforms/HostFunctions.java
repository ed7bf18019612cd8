package dev.ringback.server.transforms;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/**
 * All that the engine can ask of the world outside: what the interview holds, and what time it is
 * there. What its C library wants besides is not there: no files, no environment, no randomness.
 */
final class HostFunctions {

    private static final Set<String> GIVEN_ONLY =
            Set.of("seed", "script", "kind", "raw", "form", "headers", "query");

    private static final String WASI = "wasi_snapshot_preview1";
    private static final long[] DONE = {0};

    /** WASI's number for a descriptor that is not open. */
    private static final long[] NO_SUCH_FILE = {8};

    private static final int NANOS_PER_MILLI = 1_000_000;

    /** Of one line that is printed. */
    private static final int MOST_PIECES = 1_000;

    private Interview interview;

    HostFunctions(Interview first) {
        this.interview = first;
    }

    /** What is asked and told from now on. */
    void interview(Interview next) {
        this.interview = next;
    }

    ImportValues imports() {
        HostFunction[] all =
                Stream.of(
                                function("endive", "invoke", "iiiiii", this::invoke),
                                function(WASI, "clock_time_get", "ili", this::clock),
                                function(WASI, "random_get", "ii", (_, _) -> DONE),
                                function(WASI, "environ_get", "ii", (_, _) -> DONE),
                                function(WASI, "environ_sizes_get", "ii", this::nothingThere),
                                function(WASI, "fd_write", "iiii", this::swallow),
                                absent("fd_close", "i"),
                                absent("fd_fdstat_get", "ii"),
                                absent("fd_prestat_get", "ii"),
                                absent("fd_prestat_dir_name", "iii"),
                                absent("fd_read", "iiii"),
                                absent("fd_seek", "ilii"),
                                new HostFunction(
                                        WASI,
                                        "proc_exit",
                                        FunctionType.of(List.of(ValType.I32), List.of()),
                                        (_, _) -> {
                                            throw new ExitException();
                                        }))
                        .toArray(HostFunction[]::new);
        return ImportValues.builder().addFunction(all).build();
    }

    /** The engine has given up. */
    static final class ExitException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ExitException() {
            super("exit", null, false, false);
        }
    }

    private static HostFunction absent(String name, String parameters) {
        return function(WASI, name, parameters, (_, _) -> NO_SUCH_FILE);
    }

    private static HostFunction function(
            String module, String name, String parameters, WasmFunctionHandle what) {
        List<ValType> types =
                parameters
                        .chars()
                        .mapToObj(each -> each == 'l' ? ValType.I64 : ValType.I32)
                        .toList();
        return new HostFunction(module, name, FunctionType.of(types, List.of(ValType.I32)), what);
    }

    /**
     * Answers {@code host(module, what, words)}: gives what is asked for, or takes what is told.
     */
    private long[] invoke(Instance instance, long... arguments) {
        Memory memory = instance.memory();
        String what =
                new String(
                        memory.readBytes((int) arguments[2], Math.min((int) arguments[3], 100)),
                        StandardCharsets.UTF_8);
        byte[] answer = new byte[0];
        if (GIVEN_ONLY.contains(what)) {
            answer = interview.asked(what);
        } else {
            int length = Math.min((int) arguments[5], interview.longest(what));
            interview.told(what, memory.readBytes((int) arguments[4], length));
        }
        // A place for no bytes is no place, which the engine's memory does not survive.
        int words = Sandbox.allocate(instance, Math.max(1, answer.length));
        memory.write(words, answer);
        int pair = Sandbox.allocate(instance, 2 * Integer.BYTES);
        memory.writeI32(pair, words);
        memory.writeI32(pair + Integer.BYTES, answer.length);
        return new long[] {pair};
    }

    private long[] clock(Instance instance, long... arguments) {
        long nanos = interview.moment().toEpochMilli() * NANOS_PER_MILLI;
        instance.memory().writeLong((int) arguments[2], nanos);
        return DONE;
    }

    private long[] nothingThere(Instance instance, long... arguments) {
        instance.memory().writeI32((int) arguments[0], 0);
        instance.memory().writeI32((int) arguments[1], 0);
        return DONE;
    }

    /** Says of what is printed that it was written. */
    private long[] swallow(Instance instance, long... arguments) {
        Memory memory = instance.memory();
        int total = 0;
        for (int i = 0; i < Math.min((int) arguments[2], MOST_PIECES); i++) {
            total += memory.readInt((int) arguments[1] + 2 * Integer.BYTES * i + Integer.BYTES);
        }
        memory.writeI32((int) arguments[3], total);
        return DONE;
    }
}
