//! The documented codes, and the fault of a status.

use super::*;

#[test]
fn a_status_has_its_fault() {
    let faults = [
        (100, Fault::Reply),
        (199, Fault::Reply),
        (300, Fault::Request),
        (302, Fault::Request),
        (400, Fault::Request),
        (401, Fault::Account),
        (403, Fault::Account),
        (404, Fault::Request),
        (407, Fault::Connection),
        (408, Fault::Connection),
        (413, Fault::Request),
        (429, Fault::Service),
        (499, Fault::Request),
        (500, Fault::Service),
        (599, Fault::Service),
        (600, Fault::Reply),
        (999, Fault::Reply),
    ];
    for (status, fault) in faults {
        let error = start(reply("").status(status), 64).unwrap_err();
        assert_eq!(error.fault(), fault, "{status}");
    }
}

/// The codes of the service's page, and whether each means that the notebook was not started.
const PAGE: [(u32, &str, bool); 11] = [
    (0, "成功", false),
    (10001, "内部错误", false),
    (10003, "参数不全", true),
    (10004, "参数无效", true),
    (10007, "用户已被冻结", true),
    (10008, "权限不足", true),
    (10009, "没有权限访问接口", true),
    (10010, "文件校验失败", true),
    (10011, "文件过大", true),
    (10012, "连接中断", false),
    (716_865, "创建任务错误", true),
];

#[test]
fn the_table_has_the_codes_of_the_page_in_the_same_order() {
    let rows: Vec<_> = CODES.iter().map(|row| (row.code.number(), row.original)).collect();
    assert_eq!(rows, PAGE.map(|(number, original, _)| (number, original)));
    for row in CODES {
        assert_eq!(row.code.documented(), Some(row));
        assert_eq!(row.code.fault().is_none(), row.code == Code::SUCCESS);
        assert_eq!(row.code.outcome().is_none(), row.code == Code::SUCCESS);
        assert_eq!(row.code.to_string(), format!("{}, {}", row.code.number(), row.meaning));
    }
    let other = Code::new(10002);
    assert_eq!((other.documented(), other.fault()), (None, Some(Fault::Service)));
    assert_eq!(other.to_string(), "10002, not documented");
}

#[test]
fn only_a_documented_code_means_refused() {
    let numbers = if cfg!(miri) { 9990..10020 } else { 1..20_000 };
    for number in numbers.chain(716_864..716_867).chain([u32::MAX]) {
        let is_refused = PAGE.iter().any(|&(code, _, is_refused)| code == number && is_refused);
        let outcome = if is_refused { Outcome::Refused } else { Outcome::Unknown };
        assert_eq!(Code::new(number).outcome(), Some(outcome), "{number}");
        let connection = reply(&format!(r#"{{"code":{number}}}"#)).status(502);
        let error = start(connection, 64).unwrap_err();
        let kind = Kind::Code(Code::new(number));
        assert_eq!((error.kind(), error.outcome()), (&kind, outcome));
    }
}

#[test]
fn the_advice_is_to_look_at_the_notebook_first_only_if_the_outcome_is_unknown() {
    let unknown = CODES.iter().filter(|row| row.code.outcome() == Some(Outcome::Unknown));
    assert!(unknown.map(|row| row.code.number()).eq([10001, 10012]));
    for row in CODES {
        let looks_first = row.advice.starts_with("look at the notebook first");
        assert_eq!(looks_first, row.code.outcome() == Some(Outcome::Unknown), "{row:?}");
        assert_eq!(looks_first, row.advice.contains("look at"), "{row:?}");
    }
}
