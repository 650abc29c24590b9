package io.kagemusha.proxy.control;

import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ProxySettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was changed at run time, which lies over the file. Of each name the change with the highest offset counts, so the
 * order in which a node hears of changes does not matter. Not safe for use by several threads.
 */
final class Overlay {

    private final Map<String, Entry> entries;

    /** Changes nothing. */
    Overlay() {
        this(Map.of());
    }

    private Overlay(Map<String, Entry> entries) {
        this.entries = new HashMap<>(entries);
    }

    /** @param change null when the name was given back to the file */
    private record Entry(long offset, @Nullable BackendChange change) {}

    /** What it is at this moment. */
    Overlay copy() {
        return new Overlay(entries);
    }

    /** Takes a change, or that a name was given back to the file; false when a later one is known. */
    boolean put(String name, @Nullable BackendChange change, long offset) {
        Entry known = entries.get(name);
        if (known != null && known.offset() >= offset) {
            return false;
        }
        entries.put(name, new Entry(offset, change));
        return true;
    }

    /** What was last said of that backend, or null where the file is in force. */
    @Nullable
    BackendChange of(String name) {
        Entry entry = entries.get(name);
        return entry == null ? null : entry.change();
    }

    /**
     * The file with the changes. There is always one master: whom the latest change names that names one, else the
     * file's, which in that case cannot be deleted.
     */
    ProxySettings over(ProxySettings file) {
        String master = master(file);
        List<BackendSettings> backends = new ArrayList<>();
        for (BackendSettings one : file.backends()) {
            BackendChange change = of(one.name());
            BackendSettings now = change == null ? one : change.settings();
            if (now == null && one.name().equals(master)) {
                now = one;
            }
            if (now != null) {
                backends.add(now);
            }
        }
        backends.addAll(added(file));
        return file.with(backends.stream()
                .map(one -> one.asMaster(one.name().equals(master)))
                .toList());
    }

    private String master(ProxySettings file) {
        return entries.entrySet().stream()
                .filter(entry -> namesMaster(entry.getValue()))
                .max(Comparator.comparingLong(entry -> entry.getValue().offset()))
                .map(Map.Entry::getKey)
                .orElseGet(() -> file.master().name());
    }

    private static boolean namesMaster(Entry entry) {
        BackendChange change = entry.change();
        return change != null && change.settings() != null && change.settings().master();
    }

    private List<BackendSettings> added(ProxySettings file) {
        List<String> known = file.backends().stream().map(BackendSettings::name).toList();
        List<BackendSettings> added = new ArrayList<>();
        entries.entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().change())
                .filter(change -> change != null && change.settings() != null)
                .sorted(Comparator.comparing(BackendChange::registered))
                .forEach(change -> {
                    if (change.settings() != null) {
                        added.add(change.settings());
                    }
                });
        return added;
    }

    /** Names that the file has and that were deleted at run time, sorted. */
    List<String> deleted(ProxySettings file) {
        List<String> left =
                over(file).backends().stream().map(BackendSettings::name).toList();
        return file.backends().stream()
                .map(BackendSettings::name)
                .filter(name -> !left.contains(name))
                .toList();
    }
}
