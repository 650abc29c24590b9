package io.kagemusha.benchmarks.machine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process on one core, with the children that it starts. Closing kills all of them and waits for their end. */
public final class PinnedProcess implements AutoCloseable {

    /** What {@code utime} and {@code stime} in {@code /proc/PID/stat} count in; fixed at 100 a second on Linux (proc(5)). */
    private static final long MICROS_PER_TICK = 10_000;

    private static final int UTIME = 11;
    private static final int STIME = 12;

    private final Process process;
    private final File log;

    private PinnedProcess(Process process, File log) {
        this.process = process;
        this.log = log;
    }

    /** Starts {@code command} on those cores, as {@code taskset} names them; what it says goes to {@code log}. */
    public static PinnedProcess start(String cores, File log, List<String> command) throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        Process started = new ProcessBuilder(pinned)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        return new PinnedProcess(started, log);
    }

    public long pid() {
        return process.pid();
    }

    /** Stops it where it is until {@link #goOn}. */
    public void pause() {
        tell("kill", "-STOP", String.valueOf(pid()));
    }

    public void goOn() {
        tell("kill", "-CONT", String.valueOf(pid()));
    }

    /** Puts it, with its children, on another core. */
    public void moveTo(int core) {
        family().forEach(one -> tell("taskset", "-a", "-c", "-p", String.valueOf(core), String.valueOf(one.pid())));
    }

    private static void tell(String... command) {
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether that stands in its output so far. */
    public boolean hasSaid(String text) {
        return read(log.toPath()).contains(text);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until it ends by itself.
     *
     * @throws IOException when it ends with a failure
     */
    public void awaitEnd() throws IOException {
        int code = process.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException(process.info().commandLine().orElse("a process") + " ended with " + code);
        }
    }

    /** CPU time of all threads of the process and its living children so far, user and system, in microseconds. */
    public long cpuMicros() {
        return family().mapToLong(PinnedProcess::ticks).sum() * MICROS_PER_TICK;
    }

    /** Resident memory of the process and its children in KiB. */
    public long residentKibibytes() {
        return family().mapToLong(one -> kibibytes(one, "VmRSS:")).sum();
    }

    /** The most that each of them has had resident since it began, in KiB. */
    public long peakResidentKibibytes() {
        return family().mapToLong(one -> kibibytes(one, "VmHWM:")).sum();
    }

    private Stream<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    private static long ticks(ProcessHandle one) {
        String stat = read(Path.of("/proc", String.valueOf(one.pid()), "stat"));
        // The command's name, in parentheses, may hold spaces
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
        return stat.isEmpty() ? 0 : Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    }

    private static long kibibytes(ProcessHandle one, String field) {
        String status = read(Path.of("/proc", String.valueOf(one.pid()), "status"));
        return status.lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = family().toList();
        process.destroy();
        try {
            if (!process.waitFor(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
                process.waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
