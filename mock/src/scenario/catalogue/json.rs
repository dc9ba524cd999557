//! Bodies that are not an envelope, or an envelope in another form.

use super::entry::Entry;
use super::reply::{SUCCESS, envelope};

pub(super) fn cases() -> Vec<Entry> {
    [shapes(), not_json(), not_an_object(), large()].concat()
}

fn shapes() -> Vec<Entry> {
    let extra = r#"{"code":"0","msg":"success","data":true,"traceId":"4f1c","timing":{"ms":[1,2.5e1,null]}}"#;
    let nested = r#"{"trace":{"code":"10007","data":false},"code":"0","msg":"success","data":true}"#;
    vec![
        Entry::new(
            "json/extra-fields",
            "The envelope has other members as well.",
            envelope(extra),
        ),
        Entry::new(
            "json/nested-code-first",
            "Another object with a code comes before the code.",
            envelope(nested),
        ),
        Entry::new(
            "json/reordered",
            "The code comes last.",
            envelope(r#"{"data":true,"msg":"success","code":"0"}"#),
        ),
        Entry::new(
            "json/pretty",
            "The envelope has white space in it.",
            envelope("{\r\n\t\"code\" : \"0\" ,\n    \"msg\": \"success\",\n    \"data\": true\n}\n"),
        ),
        Entry::new(
            "json/leading-ws",
            "White space comes before the envelope.",
            envelope(format!(" \r\n\t\n{SUCCESS}")),
        ),
        Entry::new(
            "json/keys-uppercase",
            "The keys are in capitals.",
            envelope(r#"{"CODE":"0","MSG":"success","DATA":true}"#),
        ),
    ]
}

fn not_json() -> Vec<Entry> {
    vec![
        Entry::new("json/non-json", "The body is a word.", envelope("success")),
        Entry::new(
            "json/html",
            "The body is a page.",
            envelope("<html><body>success</body></html>"),
        ),
        Entry::new(
            "json/trailing-garbage",
            "Something follows the envelope.",
            envelope(format!("{SUCCESS}garbage")),
        ),
        Entry::new(
            "json/two-documents",
            "Another envelope follows the first.",
            envelope(format!("{SUCCESS}{SUCCESS}")),
        ),
        Entry::new(
            "json/trailing-comma",
            "A comma follows the last member.",
            envelope(r#"{"code":"0","msg":"success","data":true,}"#),
        ),
        Entry::new(
            "json/single-quotes",
            "The strings are in single quotes.",
            envelope("{'code':'0','msg':'success','data':true}"),
        ),
        Entry::new(
            "json/truncated-valid-length",
            "The envelope breaks off where its Content-Length ends.",
            envelope(&SUCCESS[..SUCCESS.len() - 6]),
        ),
        Entry::new(
            "json/truncated-after-code",
            "The envelope breaks off after the code.",
            envelope(r#"{"code":"0""#),
        ),
        Entry::new(
            "json/nan",
            "A member is NaN.",
            envelope(r#"{"code":"0","msg":"success","data":true,"x":NaN}"#),
        ),
        Entry::new(
            "json/jsonp",
            "The envelope is the argument of a function.",
            envelope(format!("callback({SUCCESS});")),
        ),
        Entry::new(
            "json/anti-hijack-prefix",
            "A prefix against JSON hijacking comes before the envelope.",
            envelope(format!(")]}}',\n{SUCCESS}")),
        ),
    ]
}

fn not_an_object() -> Vec<Entry> {
    vec![
        Entry::new(
            "json/array",
            "The envelope is in an array.",
            envelope(format!("[{SUCCESS}]")),
        ),
        Entry::new(
            "json/array-tuple",
            "The values are in an array.",
            envelope(r#"["0","success",true]"#),
        ),
        Entry::new(
            "json/string",
            "The envelope is in a string.",
            envelope(r#""{\"code\":\"0\",\"msg\":\"success\",\"data\":true}""#),
        ),
        Entry::new("json/null", "The body is null.", envelope("null")),
        Entry::new("json/empty-object", "The envelope is empty.", envelope("{}")),
    ]
}

fn large() -> Vec<Entry> {
    // In an unknown member, which is easily skipped without a limit.
    let within = |value: &str| format!(r#"{{"code":"0","msg":"success","x":{value},"data":true}}"#);
    let arrays = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let objects = |depth: usize| r#"{"a":"#.repeat(depth) + "1" + &"}".repeat(depth);
    let fields: String = (0..1000).map(|n| format!(r#""x{n}":{n},"#)).collect();
    let few: String = (0..40).map(|n| format!(r#""x{n}":{n},"#)).collect();
    vec![
        Entry::new(
            "json/deep-10k",
            "An unknown member holds 10,000 arrays, one in the other.",
            envelope(within(&arrays(10_000))),
        ),
        Entry::new(
            "json/deep-10k/2",
            "480 brackets open in a body of no more than 512 bytes.",
            envelope(format!(r#"{{"code":"0","x":{}"#, "[".repeat(480))),
        ),
        Entry::new(
            "json/deep-10k-objects",
            "An unknown member holds 10,000 objects, one in the other.",
            envelope(within(&objects(10_000))),
        ),
        Entry::new(
            "json/deep-10k-objects/2",
            "An unknown member holds 70 objects, one in the other, in less than 512 bytes.",
            envelope(within(&objects(70))),
        ),
        Entry::new(
            "json/long-msg-4k",
            "The message has 4,096 letters.",
            envelope(SUCCESS.replace("success", &"m".repeat(4096))),
        ),
        Entry::new(
            "json/long-msg-4k/2",
            "The message has 400 letters, in less than 512 bytes.",
            envelope(SUCCESS.replace("success", &"m".repeat(400))),
        ),
        Entry::new(
            "json/long-code",
            "The code has 400 digits.",
            envelope(SUCCESS.replace('0', &"9".repeat(400))),
        ),
        Entry::new(
            "json/1000-unknown-fields",
            "1,000 unknown members come before the known ones.",
            envelope(SUCCESS.replacen('{', &format!("{{{fields}"), 1)),
        ),
        Entry::new(
            "json/1000-unknown-fields/2",
            "40 unknown members come before the known ones, in less than 512 bytes.",
            envelope(SUCCESS.replacen('{', &format!("{{{few}"), 1)),
        ),
    ]
}
