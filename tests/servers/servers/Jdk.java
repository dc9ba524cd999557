// A service on the JDK's own server. The path of a request asks for the reply: /STATUS/MANNER/CODE/ID/ and the path of the call.
import com.sun.net.httpserver.*;
import java.io.*;
import java.net.InetSocketAddress;
import java.nio.file.*;
import java.security.*;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.*;

public class Jdk {
    static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        System.out.println(exchange.getRequestMethod() + " " + path);
        String[] parts = path.split("/");
        int last = parts.length;
        int status = Integer.parseInt(parts[last - 10]);
        String manner = parts[last - 9], code = parts[last - 8];
        if (!manner.equals("early")) {
            exchange.getRequestBody().readAllBytes();
        }
        if (manner.equals("slow")) {
            try {
                Thread.sleep(3000);
            } catch (InterruptedException stopped) {
                return;
            }
        }
        String text = code.equals("none") ? "<html>no code</html>"
            : "{\"code\":\"" + code + "\",\"msg\":\"text\",\"data\":" + code.equals("0") + "}";
        byte[] body = text.getBytes();
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        if (status == 429) {
            headers.set("Retry-After", "7");
        }
        if (manner.equals("gzip")) {
            headers.set("Content-Encoding", "gzip");
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(body);
            }
            body = packed.toByteArray();
        }
        // A length of 0 means chunked.
        exchange.sendResponseHeaders(status, manner.equals("chunked") ? 0 : body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body, 0, body.length / 2);
        out.flush();
        if (manner.equals("cut")) {
            exchange.close();
            return;
        }
        out.write(body, body.length / 2, body.length - body.length / 2);
        out.close();
    }

    static SSLContext context(String certificate, String key) throws Exception {
        Certificate leaf;
        try (InputStream pem = Files.newInputStream(Path.of(certificate))) {
            leaf = CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
        String base64 = Files.readString(Path.of(key)).replaceAll("-----.*-----", "").replaceAll("\\s", "");
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
        PrivateKey secret = KeyFactory.getInstance("EC").generatePrivate(spec);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", secret, new char[0], new Certificate[] {leaf});
        KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
        managers.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    public static void main(String[] arguments) throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 0);
        HttpsServer https = HttpsServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1])), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context(arguments[2], arguments[3])));
        for (HttpServer server : new HttpServer[] {http, https}) {
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/", Jdk::answer);
            server.start();
        }
    }
}
