//! The canonical spelling of texts and parameters, from which signatures are computed.

use hmac::{KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// The characters written as `%XX`: all but the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encodes UTF-8 in upper-case hex; a space becomes `%20`.
pub fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, ESCAPED)
}

/// Joins `name=value` pairs with `&`, in the given order. A blank value keeps its `=`.
pub fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs = pairs.into_iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Returns lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Decodes lower-case hex. Refuses upper case, so that a signature has one spelling.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let byte = |pair: &[u8]| match pair {
        &[high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(byte).collect()
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

/// Returns whether `signature` is the HMAC of `message`, in constant time for all signatures of the right length.
pub fn is_hmac<M: Mac + KeyInit>(key: &str, message: &str, signature: &[u8]) -> bool {
    M::new_from_slice(key.as_bytes())
        .is_ok_and(|mac| mac.chain_update(message).verify_slice(signature).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stand_for_themselves() {
        assert_eq!(encode("AZaz09-_.~").to_string(), "AZaz09-_.~");
        assert_eq!(encode(" +*/&=%é中").to_string(), "%20%2B%2A%2F%26%3D%25%C3%A9%E4%B8%AD");
    }

    #[test]
    fn blank_values_keep_their_sign() {
        assert_eq!(query([("B", ""), ("A", "x y")]), "B=&A=x%20y");
        assert_eq!(query([]), "");
    }

    #[test]
    fn hex_has_one_spelling() {
        assert_eq!(hex(&[0, 0x9a, 0xff]), "009aff");
        assert_eq!(unhex("009aff"), Some(vec![0, 0x9a, 0xff]));
        for bad in ["0", "009AFF", "0g", "+1", "00é"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }
}
