package io.kagemusha.common.hook;

import io.kagemusha.common.configuration.ConfigurationException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;

/**
 * Finds hooks with {@link ServiceLoader}: on the class path, then in the configured jars. The jars' classes see each other
 * and the application's. A jar names its hooks in files {@code META-INF/services/io.kagemusha.common.hook.SelectBackends},
 * {@code .MungeRequest} and {@code .BackendFinished}; each class needs a public constructor without parameters.
 */
public final class HookLoader {

    private final ClassLoader classes;
    private final List<String> faults = new ArrayList<>();
    private boolean foundInJars;

    private HookLoader(ClassLoader classes) {
        this.classes = classes;
    }

    /**
     * Loads and instantiates every hook there is. The jars stay open as long as the process runs, since hooks may load
     * classes at any time.
     *
     * @throws ConfigurationException when a jar cannot be read, a class that it names as a hook is none or cannot be
     *     created, or the jars hold no hook at all
     */
    public static Hooks load(List<Path> jars) throws ConfigurationException {
        ClassLoader application = HookLoader.class.getClassLoader();
        if (jars.isEmpty()) {
            return new HookLoader(application).load();
        }
        var loader = new HookLoader(new URLClassLoader("hooks", urls(jars), application));
        Hooks hooks = loader.load();
        if (!loader.foundInJars) {
            throw new ConfigurationException(List.of("hooks.jars: " + jars + " (expected: jars that name a hook in "
                    + "META-INF/services/" + SelectBackends.class.getName() + ", MungeRequest or BackendFinished)"));
        }
        return hooks;
    }

    private Hooks load() throws ConfigurationException {
        var hooks = new Hooks(find(SelectBackends.class), find(MungeRequest.class), find(BackendFinished.class));
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
        return hooks;
    }

    private <T> List<T> find(Class<T> kind) {
        var hooks = new ArrayList<T>();
        try {
            for (T hook : ServiceLoader.load(kind, classes)) {
                foundInJars |= hook.getClass().getClassLoader() == classes;
                hooks.add(hook);
            }
        } catch (ServiceConfigurationError e) {
            faults.add(e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause()));
        } catch (LinkageError e) {
            faults.add(kind.getName() + ": " + e);
        }
        return hooks;
    }

    private static URL[] urls(List<Path> jars) throws ConfigurationException {
        var urls = new ArrayList<URL>();
        var faults = new ArrayList<String>();
        for (Path jar : jars) {
            // The class loader itself would pass over a jar that is missing or broken
            try (var file = new JarFile(jar.toFile())) {
                urls.add(Path.of(file.getName()).toUri().toURL());
            } catch (NoSuchFileException e) {
                faults.add("hooks.jars: " + jar + " (expected: a jar, there is no such file)");
            } catch (MalformedURLException e) {
                throw new IllegalStateException("file URLs are always well-formed", e);
            } catch (IOException e) {
                faults.add("hooks.jars: " + jar + " (expected: a readable jar, " + e.getMessage() + ")");
            }
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
        return urls.toArray(URL[]::new);
    }
}
