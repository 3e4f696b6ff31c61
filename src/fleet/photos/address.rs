//! Where a camera says that a file is.

/// An address of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileAddress {
    /// It is not told.
    Untold,
    /// A path for file transfer over MAVLink.
    Mavlink {
        /// The component that has it, where it is not the camera itself.
        component: Option<u8>,
        /// The path.
        path: String,
    },
    /// Another address, which is not ours to fetch.
    Elsewhere(String),
}

/// The schemes that mean file transfer over MAVLink: of the standard, and of those who came before it.
const SCHEMES: [&str; 3] = ["mftp", "mavlinkftp", "mavftp"];

impl FileAddress {
    /// By the url of CAMERA_IMAGE_CAPTURED: `mftp://[;comp=100]path`, another scheme, or a mere path.
    pub fn of(url: &str) -> Self {
        let url = url.trim();
        if url.is_empty() {
            return Self::Untold;
        }
        let Some((scheme, rest)) = url.split_once("://") else {
            return Self::Mavlink {
                component: None,
                path: url.to_owned(),
            };
        };
        if !SCHEMES
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
        {
            return Self::Elsewhere(url.to_owned());
        }
        let (component, path) = match rest
            .strip_prefix("[;comp=")
            .and_then(|rest| rest.split_once(']'))
        {
            Some((number, path)) => match number.parse() {
                Ok(component) => (Some(component), path),
                Err(_) => return Self::Elsewhere(url.to_owned()),
            },
            None => (None, rest),
        };
        match unescaped(path).filter(|path| !path.is_empty()) {
            Some(path) => Self::Mavlink { component, path },
            None => Self::Elsewhere(url.to_owned()),
        }
    }
}

/// `%20` and the like as what they stand for; a `%` that is none stands for itself.
fn unescaped(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = after
            .first_chunk::<2>()
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, escaped) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}
