//! The sample clients on the service's own page.

use std::io::Write;
use std::process::{Command, Stdio};

use super::running::{Running, Watchdog};

/// The sample on the service's page, word for word but for the URL.
#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn the_vendors_own_sample_gets_the_documented_reply() {
    const SAMPLE: &str = r#"curl --location --request POST 'https://scnet-demo.accloud.cn/ac/openapi/v2/notebook/actions/start' \
--header 'token: <Token>' \
--header 'Content-Type: application/json' \
--data-raw '{
"notebookId": "1821067171420946434"
}'"#;
    let output = shell(SAMPLE, "");
    assert_eq!(output, r#"{"code":"0","msg":"success","data":true}"#);
}

/// The other sample on the service's page, word for word but for the URL.
#[test]
#[ignore = "needs python3 with requests: cargo test -p scnet-notebook-mock -- --ignored"]
fn the_vendors_python_sample_gets_the_documented_reply() {
    const SAMPLE: &str = r#"import requests
import json
url = "https://scnet-demo.accloud.cn/ac/openapi/v2/notebook/actions/start"
payload = json.dumps({
"notebookId": "1821067171420946434"
})
headers = {
"token": "<Token>",
"Content-Type": "application/json"
}
response = requests.request("POST", url, headers=headers, data=payload)
print(response.text)"#;
    let output = shell("python3 -", SAMPLE);
    assert_eq!(output, "{\"code\":\"0\",\"msg\":\"success\",\"data\":true}\n");
}

/// The third sample on the service's page, word for word but for the URL.
#[test]
#[ignore = "needs a JDK and libokhttp-java: cargo test -p scnet-notebook-mock -- --ignored"]
fn the_vendors_java_sample_gets_the_documented_reply() {
    const SAMPLE: &str = r#"import okhttp3.*;
public class StartNotebookDemo {
public static final String TOKEN = "<Token>";
public static final String URL = "https://scnet-demo.accloud.cn/ac/openapi/v2/notebook/actions/start";
public static void main(String[] args) throws Exception {
OkHttpClient client = new OkHttpClient().newBuilder().build();
MediaType mediaType = MediaType.parse("application/json");
String jsonBody = "{\n" +
" \"notebookId\": \"1821067171420946434\"\n" +
"}";
RequestBody body = RequestBody.create(mediaType, jsonBody);
Request request = new Request.Builder()
.url(URL)
.method("POST", body)
.addHeader("token", TOKEN)
.addHeader("Content-Type", "application/json")
.build();
Response response = client.newCall(request).execute();
System.out.println(response.body().string());
}
}"#;
    const JAVA: &str = "cat >StartNotebookDemo.java
javac --class-path /usr/share/java/okhttp.jar:/usr/share/java/okio.jar StartNotebookDemo.java
java --class-path /usr/share/java/okhttp.jar:/usr/share/java/okio.jar:. StartNotebookDemo";
    let output = shell(&format!("set -e; cd '{}'\n{JAVA}", env!("CARGO_TARGET_TMPDIR")), SAMPLE);
    assert_eq!(output, "{\"code\":\"0\",\"msg\":\"success\",\"data\":true}\n");
}

/// Runs a command with this input, both with the URL of the mock, and returns its output.
fn shell(command: &str, input: &str) -> String {
    let mut program = Running::start(&[]);
    let replaced = |text: &str| text.replace("https://scnet-demo.accloud.cn", &program.url);
    let (command, input) = (replaced(command), replaced(input));
    let mut child = Command::new("sh")
        .args(["-c", &command])
        .env("NO_PROXY", "*")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("there is a shell");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let _watchdog = Watchdog::new(child.id());
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "this test needs a program that is not installed: {command}"
    );
    let line = program.line();
    let start = "1 POST /ac/openapi/v2/notebook/actions/start, token *** of 7, notebook 1821067171420946434: \
                 code/0 success, 200, 111 bytes, kept, executed; ";
    let hint = "hint: the token is a placeholder, or the text of a variable without a value";
    assert_eq!(line, format!("{start}{hint}"));
    String::from_utf8(output.stdout).unwrap()
}
