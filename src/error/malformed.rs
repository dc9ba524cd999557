use core::fmt;

/// What keeps a response from being a reply of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Malformed {
    /// The body is not UTF-8.
    NotUtf8,
    /// The body is not JSON, or goes on after the object.
    NotJson,
    /// The body does not begin with an object: it is empty, a page, or another JSON value.
    NotAnObject,
    /// Arrays and objects are nested more than 31 deep in a member.
    TooDeep,
    /// There is no `code`.
    NoCode,
    /// There is more than one `code`.
    RepeatedCode,
    /// `code` is not a whole number from 0 to 4294967295 in its shortest form.
    InvalidCode,
    /// `code` is 0, and `data` is not there or not a boolean.
    NoResult,
    /// There is more than one `data`.
    RepeatedData,
    /// The header `Content-Length` is not a number, or not the length of what came.
    WrongLength,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "not UTF-8",
            Self::NotJson => "not JSON",
            Self::NotAnObject => "not a JSON object",
            Self::TooDeep => "nested too deep",
            Self::NoCode => "no code",
            Self::RepeatedCode => "more than one code",
            Self::InvalidCode => "code is not a plain number",
            Self::NoResult => "code 0 without a boolean as data",
            Self::RepeatedData => "more than one data",
            Self::WrongLength => "not of the announced length",
        })
    }
}
