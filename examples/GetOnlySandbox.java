import io.kagemusha.common.hook.FinishedBackend;
import io.kagemusha.standalone.Kagemusha;
import java.util.List;

/**
 * Lets a sandbox see reads and nothing else, tells it that it is one, and compares what both answered.
 *
 * <pre>java -cp kagemusha.jar GetOnlySandbox.java 8090 http://localhost:3000 http://localhost:3001</pre>
 */
public class GetOnlySandbox {

    public static void main(String[] arguments) throws Exception {
        var kagemusha = Kagemusha.builder()
                .listen("127.0.0.1:" + arguments[0])
                .master("production", arguments[1])
                .backend("sandbox", arguments[2])
                .onSelectBackends(request -> request.method().equals("GET")
                        ? List.of("production", "sandbox")
                        : List.of("production"))
                .onMungeRequest((backend, request) -> {
                    request.headers().set("X-Kage-Session", request.requestId());
                    if (backend.equals("sandbox")) {
                        request.headers().set("X-Kage-Sandbox", "1");
                    }
                })
                .onBackendFinished(exchange -> {
                    FinishedBackend sandbox = exchange.backend("sandbox");
                    if (sandbox != null) {
                        boolean same = exchange.backend("production").text().equals(sandbox.text());
                        System.out.println(exchange.request().target() + (same ? ": same" : ": different"));
                    }
                })
                .start();
        System.out.println("listening on port " + kagemusha.addresses().get(0).getPort());
        Thread.currentThread().join();
    }
}
