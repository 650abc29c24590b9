package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.MungeSettings;
import io.kagemusha.common.hook.MungeRequest;
import io.kagemusha.common.hook.OutgoingRequest;
import io.kagemusha.common.http.Headers;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.hook.HookFailures;
import io.kagemusha.proxy.hook.HookThreads;
import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.RequestHead;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives each backend its own copy of a request where something is changed for it: first what the route says, then what the
 * hooks do. Nobody else sees the copy. Safe for use by several threads.
 */
public final class Munger {

    private static final String CONSEQUENCE = "a shadow is shed, who is to answer is sent the request as it came";

    private final List<MungeRequest> hooks;
    private final HookThreads threads;
    private final HookFailures failures;

    /** Registers {@code kagemusha.munge.failures}. */
    public Munger(List<MungeRequest> hooks, HookThreads threads, MeterRegistry metrics) {
        this.hooks = List.copyOf(hooks);
        this.threads = threads;
        this.failures = new HookFailures(MungeRequest.class, "kagemusha.munge.failures", metrics);
    }

    /** Whether anything may be changed for that backend. */
    public boolean mayChange(Route route, Backend backend) {
        return !hooks.isEmpty() || route.munge(backend) != null;
    }

    /** Whether hooks need the whole body for that backend. */
    public boolean wantsBody(Backend backend) {
        return any(hook -> hook.wantsBody(backend.name()));
    }

    /** Whether hooks may block for that backend, so that {@link #mungeLater} is needed. */
    public boolean mayBlock(Backend backend) {
        return any(hook -> hook.mayBlock(backend.name()));
    }

    private boolean any(Predicate<MungeRequest> trait) {
        try {
            return hooks.stream().anyMatch(trait);
        } catch (Throwable e) {
            // Whatever a hook throws, errors of its libraries and of its stack among them, costs no client its answer
            failures.onFailure(e, CONSEQUENCE);
            return false;
        }
    }

    /** The copy for that backend; null when a hook failed. */
    public @Nullable Munged munge(Original original) {
        try {
            return changed(original);
        } catch (Throwable e) {
            // As above
            failures.onFailure(e, CONSEQUENCE);
            return null;
        }
    }

    /** The same on a thread that hooks may block; {@code then} is called on the loop. */
    public void mungeLater(EventLoop loop, boolean shadow, Original original, Consumer<@Nullable Munged> then) {
        threads.run(loop, shadow, () -> changed(original)).addListener(done -> {
            if (done.isSuccess()) {
                then.accept((Munged) done.getNow());
            } else {
                failures.onFailure(done.cause(), CONSEQUENCE);
                then.accept(null);
            }
        });
    }

    /** A body that a hook wants is larger than {@code limit}. */
    public void onBodyTooLarge(int limit) {
        failures.onFailure(new IOException("the body is larger than replay-buffer, " + limit + " bytes"), CONSEQUENCE);
    }

    private Munged changed(Original original) throws Exception {
        RequestHead head = original.head();
        var fields = new Headers();
        head.headers().forEach(field -> fields.add(field.getKey(), field.getValue()));
        MungeSettings settings = original.route().munge(original.backend());
        if (settings != null) {
            settings.removeHeaders().forEach(fields::remove);
            settings.setHeaders().forEach(fields::set);
        }
        var copy = new OutgoingRequest(original.requestId(), head.method(), head.target(), fields, original.body());
        for (MungeRequest hook : hooks) {
            hook.mungeRequest(original.backend().name(), copy);
        }
        if (!copy.isBodyChanged()) {
            HttpHeaders framed = framed(fields, head.headers());
            return new Munged(
                    new RequestHead(copy.method(), copy.target(), head.version(), framed, head.framing()), null);
        }
        byte[] body = copy.body();
        var length = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        BodyFraming framing = body.length == 0 ? BodyFraming.NONE : BodyFraming.LENGTH;
        return new Munged(
                new RequestHead(copy.method(), copy.target(), head.version(), framed(fields, length), framing), body);
    }

    /** The fields that tell where the body ends are those of {@code framing}, whatever a hook made of them. */
    private static HttpHeaders framed(Headers fields, HttpHeaders framing) {
        HttpHeaders headers = new DefaultHttpHeaders();
        fields.forEach(headers::add);
        for (CharSequence name : List.of(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderNames.TRANSFER_ENCODING)) {
            headers.set(name, framing.getAll(name));
        }
        return headers;
    }
}
