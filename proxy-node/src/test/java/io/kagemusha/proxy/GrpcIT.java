package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** K5: clients and servers of gRPC with the proxy between them, and a shadow. */
@ExtendWith(BufferLeaks.class)
class GrpcIT {

    private static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
    private static final MethodDescriptor<String, String> UP = method("Up", MethodType.CLIENT_STREAMING);
    private static final MethodDescriptor<String, String> DOWN = method("Down", MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<String, String> BOTH = method("Both", MethodType.BIDI_STREAMING);

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture();

    private Server production;
    private Server sandbox;
    private ManagedChannel channel;

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        var marshaller = new Text();
        return MethodDescriptor.newBuilder(marshaller, marshaller)
                .setFullMethodName("test.Echo/" + name)
                .setType(type)
                .build();
    }

    @BeforeEach
    void start() throws Exception {
        production = serve("old");
        sandbox = serve("new");
        proxy.startYaml("""
                backends:
                  production: { url: "http://127.0.0.1:%d", protocol: h2, master: true }
                  sandbox: { url: "http://127.0.0.1:%d", protocol: h2 }
                """.formatted(production.getPort(), sandbox.getPort()));
        channel = Grpc.newChannelBuilder("127.0.0.1:" + proxy.address().getPort(), InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        production.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        sandbox.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }

    /** Answers each message with the name of the server and the message. */
    private static Server serve(String name) throws IOException {
        return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(ServerServiceDefinition.builder("test.Echo")
                        .addMethod(UNARY, ServerCalls.asyncUnaryCall((request, responses) -> {
                            if (request.equals("fail")) {
                                responses.onError(Status.NOT_FOUND
                                        .withDescription("no such " + request)
                                        .asRuntimeException());
                            } else {
                                responses.onNext(name + " " + request);
                                responses.onCompleted();
                            }
                        }))
                        .addMethod(DOWN, ServerCalls.asyncServerStreamingCall((request, responses) -> {
                            for (int i = 0; i < Integer.parseInt(request); i++) {
                                responses.onNext(name + " " + i);
                            }
                            responses.onCompleted();
                        }))
                        .addMethod(UP, ServerCalls.asyncClientStreamingCall(responses -> new Summing(name, responses)))
                        .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(responses -> new Echoing(name, responses)))
                        .build())
                .build()
                .start();
    }

    @Test
    void passesUnaryCallsOnAndCapturesBothAnswers() throws Exception {
        String answer = ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, "hello");

        assertThat(answer).isEqualTo("old hello");
        var captured = proxy.awaitRecords(3);
        assertThat(captured.requests().get(0).request().target()).isEqualTo("/test.Echo/Unary");
        assertThat(captured.responses()).extracting(ResponseRecord::result).allMatch(Result::complete);
        for (ResponseRecord response : captured.responses()) {
            assertThat(response.result().response().trailers().get("grpc-status"))
                    .isEqualTo("0");
        }
    }

    @Test
    void passesErrorsOn() throws Exception {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, "fail"))
                .satisfies(failure -> {
                    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
                    assertThat(failure.getStatus().getDescription()).isEqualTo("no such fail");
                });
        assertThat(proxy.awaitRecords(3).responses())
                .allMatch(response -> response.result().complete());
    }

    @Test
    void streamsFromTheServer() throws Exception {
        var answers = new ArrayList<String>();

        ClientCalls.blockingServerStreamingCall(channel, DOWN, CallOptions.DEFAULT, "1000")
                .forEachRemaining(answers::add);

        assertThat(answers).hasSize(1000).endsWith("old 999");
        assertThat(proxy.awaitRecords(3).of("sandbox")).allMatch(Result::complete);
    }

    @Test
    void streamsFromTheClient() throws Exception {
        var answers = new Answers();

        StreamObserver<String> requests =
                ClientCalls.asyncClientStreamingCall(channel.newCall(UP, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 1000; i++) {
            requests.onNext("x".repeat(1000));
        }
        requests.onCompleted();

        assertThat(answers.next()).isEqualTo("old 1000000");
        assertThat(answers.next()).isEqualTo("completed");
        assertThat(proxy.awaitRecords(3).of("sandbox")).allMatch(Result::complete);
    }

    @Test
    void streamsInBothDirectionsAtATime() throws Exception {
        var answers = new Answers();

        StreamObserver<String> requests =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(BOTH, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 20; i++) {
            requests.onNext("message " + i);
            assertThat(answers.next()).isEqualTo("old message " + i);
        }
        requests.onCompleted();

        assertThat(answers.next()).isEqualTo("completed");
        assertThat(proxy.awaitRecords(3).of("sandbox")).allMatch(Result::complete);
    }

    @Test
    @DisplayName("E4: a call that the client cancels is cancelled at the backends")
    void passesCancellationOn() throws Exception {
        var answers = new Answers();
        var call = channel.newCall(BOTH, CallOptions.DEFAULT);
        StreamObserver<String> requests = ClientCalls.asyncBidiStreamingCall(call, answers);
        requests.onNext("message");
        assertThat(answers.next()).isEqualTo("old message");

        call.cancel("enough", null);

        assertThat(answers.next()).isEqualTo("CANCELLED");
        assertThat(proxy.awaitRecords(3).responses())
                .allMatch(response ->
                        response.result().failure().kind().wireName().equals("aborted_by_client"));
    }

    /** What the client is answered, one after the other. */
    private static final class Answers implements StreamObserver<String> {

        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return received.poll(20, TimeUnit.SECONDS);
        }

        @Override
        public void onNext(String message) {
            received.add(message);
        }

        @Override
        public void onError(Throwable cause) {
            received.add(Status.fromThrowable(cause).getCode().name());
        }

        @Override
        public void onCompleted() {
            received.add("completed");
        }
    }

    private record Echoing(String name, StreamObserver<String> responses) implements StreamObserver<String> {

        @Override
        public void onNext(String message) {
            responses.onNext(name + " " + message);
        }

        @Override
        public void onError(Throwable cause) {
            // The client has gone
        }

        @Override
        public void onCompleted() {
            responses.onCompleted();
        }
    }

    private static final class Summing implements StreamObserver<String> {

        private final String name;
        private final StreamObserver<String> responses;
        private long sum;

        Summing(String name, StreamObserver<String> responses) {
            this.name = name;
            this.responses = responses;
        }

        @Override
        public void onNext(String message) {
            sum += message.length();
        }

        @Override
        public void onError(Throwable cause) {
            // The client has gone
        }

        @Override
        public void onCompleted() {
            responses.onNext(name + " " + sum);
            responses.onCompleted();
        }
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {

        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream message) {
            try {
                return new String(message.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
