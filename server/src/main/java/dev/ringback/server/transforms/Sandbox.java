package dev.ringback.server.transforms;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.transforms.HostFunctions.ExitException;
import io.roastedroot.quickjs4j.core.JavyPluginModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.MemoryLimits;

/**
 * One QuickJS with a memory of its own. Each run begins with the same memory, that of {@link
 * Image}, so that nothing is left of the one before. Used by one thread at a time.
 */
final class Sandbox {

    private static final int PAGE = Memory.PAGE_SIZE;

    private final HostFunctions host;
    private final Instance instance;
    private boolean worn;

    /** What is in memory where a run begins, and what begins it. */
    private record Image(Payload memory, long stack, int code, int codeLength) {

        private static final Image FIRST = made();

        int pages() {
            return memory.size() / PAGE;
        }

        /** Lets the engine begin once, which takes it longer than to run most scripts. */
        private static Image made() {
            var host = new HostFunctions(new Interview(Instant.EPOCH, 0));
            Instance instance = instance(host, 1, MemoryLimits.MAX_PAGES);
            instance.export("initialize_runtime").apply();
            byte[] frame = compiled(instance, source());
            instance.export("eval").apply(write(instance, frame), frame.length, 0, 0);
            byte[] code = compiled(instance, "run()".getBytes(StandardCharsets.UTF_8));
            int place = write(instance, code);
            Memory memory = instance.memory();
            return new Image(
                    Payload.of(memory.readBytes(0, memory.pages() * PAGE)),
                    instance.global(0).getValueLow(),
                    place,
                    code.length);
        }

        private static byte[] source() {
            try (InputStream in = Sandbox.class.getResourceAsStream("sandbox.js")) {
                return Objects.requireNonNull(in, "sandbox.js").readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] compiled(Instance instance, byte[] source) {
            long[] result =
                    instance.export("compileSrc").apply(write(instance, source), source.length);
            Memory memory = instance.memory();
            int pair = (int) result[0];
            return memory.readBytes(memory.readInt(pair), memory.readInt(pair + Integer.BYTES));
        }
    }

    /**
     * Makes one.
     *
     * @param memory bytes that it may have
     */
    Sandbox(int memory) {
        this.host = new HostFunctions(new Interview(Instant.EPOCH, 0));
        this.instance = instance(host, Image.FIRST.pages(), memory / PAGE);
    }

    private static Instance instance(HostFunctions host, int least, int most) {
        return Instance.builder(JavyPluginModule.load())
                .withMachineFactory(JavyPluginModule::create)
                .withMemoryFactory(limits ->
                        new ByteArrayMemory(
                                new MemoryLimits(Math.max(limits.initialPages(), least), most)))
                .withImportValues(host.imports())
                .build();
    }

    /** Allocates bytes in the memory of an instance; what that holds afterwards is not ours. */
    static int allocate(Instance instance, int bytes) {
        return (int) instance.export("cabi_realloc").apply(0, 0, 1, bytes)[0];
    }

    private static int write(Instance instance, byte[] bytes) {
        int place = allocate(instance, bytes.length);
        instance.memory().write(place, bytes);
        return place;
    }

    /**
     * Runs what the interview holds, on the thread that calls, which whoever watches the time
     * interrupts.
     */
    RunEnding run(Interview interview) {
        instance.memory().write(0, Image.FIRST.memory.bytes());
        instance.global(0).setValue(Image.FIRST.stack);
        host.interview(interview);
        // Until it is known that nothing has gone wrong.
        worn = true;
        try {
            instance.export("eval").apply(Image.FIRST.code, Image.FIRST.codeLength, 0, 0);
            worn = instance.memory().pages() > Image.FIRST.pages();
            return RunEnding.DONE;
        } catch (WasmInterruptedException _) {
            return RunEnding.TOO_LONG;
        } catch (WasmEngineException | ExitException | IndexOutOfBoundsException e) {
            return isOverflow(e) ? RunEnding.TOO_DEEP : RunEnding.BROKEN;
        } catch (StackOverflowError _) {
            return RunEnding.TOO_DEEP;
        }
    }

    /** Whether it has had its day: its memory has grown, which never shrinks, or is in disorder. */
    boolean worn() {
        return worn;
    }

    /**
     * Whether one of its two stacks is used up: Java's, or the engine's own, which lies at the
     * bottom of its memory.
     */
    private static boolean isOverflow(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.equals("call stack exhausted") || message.contains("access address: -");
    }
}
