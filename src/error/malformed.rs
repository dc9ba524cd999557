use core::fmt;

/// The reason why a response is not a reply of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Malformed {
    /// The body is not UTF-8.
    NotUtf8,
    /// The body is not JSON, or continues after the object.
    NotJson,
    /// The body does not begin with an object: it is empty, a page, or another JSON value.
    NotAnObject,
    /// A member nests arrays and objects more than 31 deep.
    TooDeep,
    /// The object has no member `code`.
    NoCode,
    /// The object has more than one member `code`.
    RepeatedCode,
    /// `code` is not a whole number from 0 to 4294967295 in its shortest form.
    InvalidCode,
    /// `code` is 0, and `data` is missing or not a boolean.
    NoResult,
    /// The object has more than one member `data`.
    RepeatedData,
    /// `code` is 0, the success, under an HTTP status outside 2xx.
    StatusMismatch,
    /// The header `Content-Length` is not a number, or not the length of the body.
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
            Self::StatusMismatch => "code 0 under an HTTP status that is not a success",
            Self::WrongLength => "not of the announced length",
        })
    }
}
