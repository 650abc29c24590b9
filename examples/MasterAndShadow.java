import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.kagemusha.common.hook.FinishedExchange;
import io.kagemusha.standalone.Kagemusha;
import java.util.List;

/**
 * Answers from production, sends every request to the sandbox too, and prints how the sandbox's text differs.
 *
 * <pre>java -cp kagemusha.jar MasterAndShadow.java 8090 http://localhost:3000 http://localhost:3001</pre>
 */
public class MasterAndShadow {

    public static void main(String[] arguments) throws Exception {
        var kagemusha = Kagemusha.builder()
                .listen("127.0.0.1:" + arguments[0])
                .master("production", arguments[1])
                .backend("sandbox", arguments[2])
                .onSelectBackends(request -> List.of("production", "sandbox"))
                .onMungeRequest((backend, request) -> {
                    if (backend.equals("sandbox")) {
                        request.headers().set("X-Sandbox", "1");
                    }
                })
                .onBackendFinished(MasterAndShadow::printDiff)
                .start();
        System.out.println("listening on port " + kagemusha.addresses().get(0).getPort());
        Thread.currentThread().join();
    }

    private static void printDiff(FinishedExchange exchange) {
        List<String> production = exchange.backend("production").text().lines().toList();
        List<String> sandbox = exchange.backend("sandbox").text().lines().toList();
        var diff = DiffUtils.diff(production, sandbox);
        System.out.println(exchange.request().target() + ": " + diff.getDeltas().size() + " differences");
        UnifiedDiffUtils.generateUnifiedDiff("production", "sandbox", production, diff, 3).forEach(System.out::println);
    }
}
