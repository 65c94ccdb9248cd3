//! The idempotence key.

text_type! {
    /// A client token: 1 to 255 characters from 0x21 to 0x7E. ASCII is documented; the length is our choice, since
    /// published samples have 90 characters.
    ClientToken: "printable ASCII without spaces" [1..=ClientToken::CHARS_MAX], |text| (1..=ClientToken::CHARS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl ClientToken {
    /// How many characters a token may have, unless the operation says less.
    pub(crate) const CHARS_MAX: usize = 255;

    /// Reads the token of a call whose operation allows `chars_max` characters; 0 if it has no token. An empty text counts
    /// as absent.
    ///
    /// # Errors
    /// The text, if it is no token or too long.
    pub(crate) fn read(text: String, chars_max: usize) -> Option<Result<Self, String>> {
        if text.is_empty() || chars_max == 0 {
            return None;
        }
        Some(match text.parse() {
            Ok(token) if text.len() <= chars_max => Ok(token),
            _ => Err(text),
        })
    }
}
