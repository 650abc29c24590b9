import io.kagemusha.common.configuration.ReplyMode;
import io.kagemusha.standalone.Kagemusha;

/**
 * Answers from the first of three servers that gives a usable answer. One after the other is asked, so that the second is
 * left in peace while the first does well.
 *
 * <pre>java -cp kagemusha.jar Balancer.java 8090 http://localhost:3000 http://localhost:3001 http://localhost:3002</pre>
 */
public class Balancer {

    public static void main(String[] arguments) throws Exception {
        var kagemusha = Kagemusha.builder()
                .listen("127.0.0.1:" + arguments[0])
                .master("first", arguments[1])
                .backend("second", arguments[2])
                .backend("third", arguments[3])
                .reply(ReplyMode.FIRST_USABLE, 100, 200, 300, 400)
                .start();
        System.out.println("listening on port " + kagemusha.addresses().get(0).getPort());
        Thread.currentThread().join();
    }
}
