package io.kagemusha.benchmarks.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Asks a JVM, by the tool of that name, what it holds and what it has allocated. */
public final class Jcmd {

    private static final String RECORDING = "allocation";
    private static final String ALLOCATED = "jdk.ThreadAllocationStatistics";

    private Jcmd() {}

    /** Makes it collect all its garbage; blocks until it has. */
    public static void collectGarbage(long pid) throws IOException {
        run(pid, "GC.run");
    }

    /** How many bytes of objects are reachable. */
    public static long liveBytes(long pid) throws IOException {
        String histogram = run(pid, "GC.class_histogram");
        String total = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IOException("jcmd " + pid + ": no total: " + histogram));
        String[] columns = total.trim().split("\\s+", -1);
        return Long.parseLong(columns[columns.length - 1]);
    }

    /** How many bytes all its threads that live now have allocated since they began. */
    public static long allocatedBytes(long pid) throws IOException {
        Path file = Files.createTempFile("allocation", ".jfr");
        try {
            run(pid, "JFR.start", "name=" + RECORDING, "settings=default");
            run(pid, "JFR.stop", "name=" + RECORDING, "filename=" + file);
            Map<Long, Long> byThread = new HashMap<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getEventType().getName().equals(ALLOCATED)) {
                    long thread = event.getThread("thread").getJavaThreadId();
                    byThread.merge(thread, event.getLong("allocated"), Math::max);
                }
            }
            return byThread.values().stream().mapToLong(Long::longValue).sum();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static String run(long pid, String... command) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(String.valueOf(pid));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int code = process.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException(String.join(" ", line) + " ended with " + code + ": " + output);
        }
        return output;
    }
}
