package io.kagemusha.common.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes hook jars from source text, so that their classes are really only in the jar. */
final class HookJar {

    private final Path directory;

    HookJar(Path directory) {
        this.directory = directory;
    }

    /** A jar with one class, named as a hook of that kind. */
    Path with(Class<?> kind, String className, String source) throws IOException {
        compile(className, source);
        Path jar = directory.resolve(className + ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(className + ".class"));
            out.write(Files.readAllBytes(directory.resolve(className + ".class")));
            out.putNextEntry(new JarEntry("META-INF/services/" + kind.getName()));
            out.write(className.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private void compile(String className, String source) {
        var unit =
                new SimpleJavaFileObject(URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        var options = List.of("-proc:none", "-d", directory.toString(), "-cp", System.getProperty("java.class.path"));
        var messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(unit))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }
}
