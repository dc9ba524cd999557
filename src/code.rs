use core::fmt;

use crate::Fault;

/// The number that says how the service decided.
///
/// The eleven numbers on the service's page are constants here and rows of [`CODES`]. Any other number is kept as it
/// came: sibling services answer with codes that stand on no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Code(u32);

impl Code {
    /// The service did what it was asked: 0.
    pub const SUCCESS: Self = Self(0);
    /// Something failed inside the service: 10001.
    pub const INTERNAL_ERROR: Self = Self(10001);
    /// A required parameter is missing: 10003.
    pub const MISSING_PARAMETER: Self = Self(10003);
    /// A parameter is not valid: 10004.
    pub const INVALID_PARAMETER: Self = Self(10004);
    /// The user is frozen: 10007.
    pub const USER_FROZEN: Self = Self(10007);
    /// The user may not do this: 10008.
    pub const PERMISSION_DENIED: Self = Self(10008);
    /// The user may not use this interface: 10009.
    pub const INTERFACE_FORBIDDEN: Self = Self(10009);
    /// A file failed its check: 10010.
    pub const FILE_CHECK_FAILED: Self = Self(10010);
    /// A file is too large: 10011.
    pub const FILE_TOO_LARGE: Self = Self(10011);
    /// A connection broke inside the service: 10012.
    pub const CONNECTION_INTERRUPTED: Self = Self(10012);
    /// The task that starts the notebook could not be created: 716865.
    pub const TASK_CREATION_FAILED: Self = Self(716_865);

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

    /// Returns what is known of this code, or `None` if it is not on the service's page.
    #[must_use]
    pub fn documented(self) -> Option<&'static DocumentedCode> {
        CODES.iter().find(|entry| entry.code == self)
    }

    /// Returns who has to act, or `None` for the success. What stands on no page is the service's to explain.
    ///
    /// It is decided here and not in the rows of [`CODES`], so that their texts stay out of an image that shows none.
    #[must_use]
    pub const fn fault(self) -> Option<Fault> {
        match self {
            Self::SUCCESS => None,
            Self::MISSING_PARAMETER | Self::INVALID_PARAMETER | Self::FILE_CHECK_FAILED | Self::FILE_TOO_LARGE => {
                Some(Fault::Request)
            }
            Self::USER_FROZEN | Self::PERMISSION_DENIED | Self::INTERFACE_FORBIDDEN => Some(Fault::Account),
            _ => Some(Fault::Service),
        }
    }

    /// Returns whether the code stands on the service's page; without the table, as [`fault`](Code::fault).
    pub(crate) const fn is_documented(self) -> bool {
        matches!(
            self,
            Self::SUCCESS
                | Self::INTERNAL_ERROR
                | Self::MISSING_PARAMETER
                | Self::INVALID_PARAMETER
                | Self::USER_FROZEN
                | Self::PERMISSION_DENIED
                | Self::INTERFACE_FORBIDDEN
                | Self::FILE_CHECK_FAILED
                | Self::FILE_TOO_LARGE
                | Self::CONNECTION_INTERRUPTED
                | Self::TASK_CREATION_FAILED
        )
    }
}

/// Writes the number, and its meaning where it is documented: `10007, user is frozen`.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.documented() {
            Some(entry) => write!(f, "{}, {}", self.0, entry.meaning),
            None => write!(f, "{}", self.0),
        }
    }
}

/// One row of [`CODES`].
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
    /// Who has to act, or `None` for the success.
    pub fault: Option<Fault>,
    /// What to try next.
    pub advice: &'static str,
}

/// Every code on the service's page, in its order.
pub static CODES: [DocumentedCode; 11] = [
    DocumentedCode {
        code: Code::SUCCESS,
        name: "success",
        original: "成功",
        meaning: "success",
        fault: Code::SUCCESS.fault(),
        advice: "nothing to do",
    },
    DocumentedCode {
        code: Code::INTERNAL_ERROR,
        name: "internal-error",
        original: "内部错误",
        meaning: "internal error",
        fault: Code::INTERNAL_ERROR.fault(),
        advice: "look at the notebook's state, then try again later",
    },
    DocumentedCode {
        code: Code::MISSING_PARAMETER,
        name: "missing-parameter",
        original: "参数不全",
        meaning: "a parameter is missing",
        fault: Code::MISSING_PARAMETER.fault(),
        advice: "check that nothing between here and the service strips the token header or the body",
    },
    DocumentedCode {
        code: Code::INVALID_PARAMETER,
        name: "invalid-parameter",
        original: "参数无效",
        meaning: "a parameter is invalid",
        fault: Code::INVALID_PARAMETER.fault(),
        advice: "check the notebook id",
    },
    DocumentedCode {
        code: Code::USER_FROZEN,
        name: "user-frozen",
        original: "用户已被冻结",
        meaning: "user is frozen",
        fault: Code::USER_FROZEN.fault(),
        advice: "ask the service's support about the account",
    },
    DocumentedCode {
        code: Code::PERMISSION_DENIED,
        name: "permission-denied",
        original: "权限不足",
        meaning: "insufficient permission",
        fault: Code::PERMISSION_DENIED.fault(),
        advice: "renew the token, it may have expired; then check the account's permissions",
    },
    DocumentedCode {
        code: Code::INTERFACE_FORBIDDEN,
        name: "interface-forbidden",
        original: "没有权限访问接口",
        meaning: "no permission to access this interface",
        fault: Code::INTERFACE_FORBIDDEN.fault(),
        advice: "check that the token's user exists and may use the Open API, and that the token has not expired",
    },
    DocumentedCode {
        code: Code::FILE_CHECK_FAILED,
        name: "file-check-failed",
        original: "文件校验失败",
        meaning: "file check failed",
        fault: Code::FILE_CHECK_FAILED.fault(),
        advice: "check the files of the notebook",
    },
    DocumentedCode {
        code: Code::FILE_TOO_LARGE,
        name: "file-too-large",
        original: "文件过大",
        meaning: "file is too large",
        fault: Code::FILE_TOO_LARGE.fault(),
        advice: "check the files of the notebook",
    },
    DocumentedCode {
        code: Code::CONNECTION_INTERRUPTED,
        name: "connection-interrupted",
        original: "连接中断",
        meaning: "connection was interrupted",
        fault: Code::CONNECTION_INTERRUPTED.fault(),
        advice: "look at the notebook's state, then try again later",
    },
    DocumentedCode {
        code: Code::TASK_CREATION_FAILED,
        name: "task-creation-failed",
        original: "创建任务错误",
        meaning: "task could not be created",
        fault: Code::TASK_CREATION_FAILED.fault(),
        advice: "try again later",
    },
];
