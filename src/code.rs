use core::fmt;

use crate::{Fault, Outcome};

/// A number with which the service reports its decision, `code` in a reply.
///
/// The numbers on the service's page are constants here and rows of [`CODES`](crate::error::CODES). Any other number
/// is kept unchanged: sibling services use codes that are on no page, and gateways use their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Code(u32);

impl Code {
    /// Wraps a number as the service sends it.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Returns the number as the service sends it.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Returns the row of this code in [`CODES`](crate::error::CODES), or `None` if it is not on the service's page.
    #[must_use]
    pub fn documented(self) -> Option<&'static DocumentedCode> {
        CODES.iter().find(|row| row.code == self)
    }
}

/// Writes the number and its meaning: `10007, user is frozen`, or `500, not documented`.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.documented() {
            Some(row) => write!(f, "{}, {}", self.0, row.meaning),
            None => write!(f, "{}, not documented", self.0),
        }
    }
}

/// A row of [`CODES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentedCode {
    /// The code itself.
    pub code: Code,
    /// A short name for command lines and test cases, such as `user-frozen`.
    pub name: &'static str,
    /// The meaning in the words of the service's page, in Chinese.
    pub original: &'static str,
    /// The meaning in English.
    pub meaning: &'static str,
    /// A sentence that says what to do.
    pub advice: &'static str,
}

/// Makes the constants, the matches and the table from one list: number, constant, name, meaning in Chinese and in English,
/// fault, outcome, advice. The matches keep the texts out of an image that shows none.
macro_rules! codes {
    ($($number:literal $constant:ident $name:literal $original:literal $meaning:literal $fault:expr, $outcome:expr, $advice:literal;)*) => {
        impl Code {
            $(
                #[doc = concat!("`", $number, "`, ", $original, ": ", $meaning, ".")]
                pub const $constant: Self = Self($number);
            )*

            /// Returns who has to act, or `None` for the success. Undocumented codes are the service's fault.
            #[must_use]
            pub const fn fault(self) -> Option<Fault> {
                match self.0 {
                    $($number => $fault,)*
                    _ => Some(Fault::Service),
                }
            }

            /// Returns whether the start may have happened when a reply has this code, or `None` for the success.
            ///
            /// [`Refused`](Outcome::Refused) for the documented codes but 10001 (internal error) and 10012 (connection
            /// interrupted), with which the service does not say how far it came. [`Unknown`](Outcome::Unknown) for those and
            /// for every undocumented code, which may be that of a gateway.
            #[must_use]
            pub const fn outcome(self) -> Option<Outcome> {
                match self.0 {
                    $($number => $outcome,)*
                    _ => Some(Outcome::Unknown),
                }
            }
        }

        /// The codes on the service's page, in its order.
        pub static CODES: &[DocumentedCode] = &[
            $(DocumentedCode {
                code: Code::$constant,
                name: $name,
                original: $original,
                meaning: $meaning,
                advice: $advice,
            },)*
        ];
    };
}

codes! {
    0 SUCCESS "success" "成功" "success"
        None, None,
        "nothing to do";
    10001 INTERNAL_ERROR "internal-error" "内部错误" "internal error"
        Some(Fault::Service), Some(Outcome::Unknown),
        "look at the notebook first; if it is not starting, try again later";
    10003 MISSING_PARAMETER "missing-parameter" "参数不全" "a parameter is missing"
        Some(Fault::Request), Some(Outcome::Refused),
        "check that nothing between here and the service strips the token header or the body";
    10004 INVALID_PARAMETER "invalid-parameter" "参数无效" "a parameter is invalid"
        Some(Fault::Request), Some(Outcome::Refused),
        "check the notebook id";
    10007 USER_FROZEN "user-frozen" "用户已被冻结" "user is frozen"
        Some(Fault::Account), Some(Outcome::Refused),
        "ask the service's support about the account";
    10008 PERMISSION_DENIED "permission-denied" "权限不足" "insufficient permission"
        Some(Fault::Account), Some(Outcome::Refused),
        "renew the token, it may have expired; then check the account's permissions";
    10009 INTERFACE_FORBIDDEN "interface-forbidden" "没有权限访问接口" "no permission to access this interface"
        Some(Fault::Account), Some(Outcome::Refused),
        "check that the token's user exists and may use the Open API, and that the token has not expired";
    10010 FILE_CHECK_FAILED "file-check-failed" "文件校验失败" "file check failed"
        Some(Fault::Request), Some(Outcome::Refused),
        "check the files of the notebook";
    10011 FILE_TOO_LARGE "file-too-large" "文件过大" "file is too large"
        Some(Fault::Request), Some(Outcome::Refused),
        "check the files of the notebook";
    10012 CONNECTION_INTERRUPTED "connection-interrupted" "连接中断" "connection was interrupted"
        Some(Fault::Service), Some(Outcome::Unknown),
        "look at the notebook first; if it is not starting, try again later";
    716865 TASK_CREATION_FAILED "task-creation-failed" "创建任务错误" "task could not be created"
        Some(Fault::Service), Some(Outcome::Refused),
        "try again later";
}
