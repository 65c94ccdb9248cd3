//! The name/value pairs of a request, from query and form.

use std::collections::BTreeMap;

use crate::refusal::Refusal;

/// The most parameters that query and form have together.
const PARAMETERS_MAX: usize = 1_000;
/// The most bytes of a decoded name.
const NAME_MAX: usize = 128;
/// The most bytes of a decoded value.
const VALUE_MAX: usize = 64 * 1024;

/// The decoded parameters of a request.
#[derive(Debug, Default)]
pub struct Parameters {
    /// The parameters of the query, in order.
    pub query: Vec<(String, String)>,
    /// The parameters of the form, in order.
    pub form: Vec<(String, String)>,
}

impl Parameters {
    /// Decodes query and form. `+` and `%20` are spaces; a blank value is kept.
    pub fn read(query: &str, form: &[u8]) -> Result<Self, Refusal> {
        let query = decode(query.as_bytes())?;
        let form = decode(form)?;
        if query.len() + form.len() > PARAMETERS_MAX {
            return Err(Refusal::TooLarge);
        }
        Ok(Self { query, form })
    }

    /// Returns all pairs, the form's last. If a name occurs twice, the last value counts.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().chain(&self.form).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the value of a parameter: the last one given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs().filter(|(other, _)| *other == name).last().map(|(_, value)| value)
    }

    /// Returns each name with its last value, sorted by name.
    pub fn merged(&self) -> BTreeMap<&str, &str> {
        self.pairs().collect()
    }
}

/// Decodes `name=value&…`. Refuses bytes that are not UTF-8: replacing them would give two requests the same signature.
fn decode(encoded: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let mut pairs = Vec::new();
    for part in encoded.split(|&byte| byte == b'&').filter(|part| !part.is_empty()) {
        if pairs.len() == PARAMETERS_MAX {
            return Err(Refusal::TooLarge);
        }
        let mut halves = part.splitn(2, |&byte| byte == b'=');
        let mut next = |limit| text(halves.next().unwrap_or_default(), limit);
        pairs.push((next(NAME_MAX)?, next(VALUE_MAX)?));
    }
    Ok(pairs)
}

fn text(encoded: &[u8], limit: usize) -> Result<String, Refusal> {
    let spaced: Vec<u8> = encoded.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    let decoded: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    if decoded.len() > limit {
        return Err(Refusal::TooLarge);
    }
    String::from_utf8(decoded).map_err(|_| Refusal::MalformedParameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn every_spelling_of_clients_is_read_alike() {
        for spelling in ["v+1%2B2%2A~%2F%26%3D%C3%A9", "v%201%2B2*~%2F%26%3D%c3%a9", "v+1%2B2*~/%26%3D%C3%A9"]
        {
            assert_eq!(
                decode(format!("N={spelling}").as_bytes()),
                Ok(pairs(&[("N", "v 1+2*~/&=é")])),
                "{spelling}"
            );
        }
        assert_eq!(
            decode(b"A=&B&C=x=y&&%41=2"),
            Ok(pairs(&[("A", ""), ("B", ""), ("C", "x=y"), ("A", "2")]))
        );
        assert_eq!(decode(b"A=%ff"), Err(Refusal::MalformedParameters));
    }

    #[test]
    fn the_form_wins_over_the_query_and_the_last_over_the_first() {
        let parameters = Parameters::read("A=1&B=2", b"A=3&A=4").unwrap();
        assert_eq!(parameters.get("A"), Some("4"));
        assert_eq!(parameters.merged().into_iter().collect::<Vec<_>>(), [("A", "4"), ("B", "2")]);
        assert_eq!(parameters.get("a"), None);
    }

    #[test]
    fn more_than_the_limits_is_refused() {
        let query = |count| (0..count).map(|n| format!("P{n}=&")).collect::<String>();
        assert!(Parameters::read(&query(600), query(400).as_bytes()).is_ok());
        assert_eq!(Parameters::read(&query(600), query(401).as_bytes()).unwrap_err(), Refusal::TooLarge);
        assert_eq!(Parameters::read(&query(1_001), b"").unwrap_err(), Refusal::TooLarge);
        for (name, value, fine) in [(128, 65_536, true), (129, 0, false), (1, 65_537, false)] {
            let form = format!("{}={}", "n".repeat(name), "v".repeat(value));
            assert_eq!(Parameters::read("", form.as_bytes()).is_ok(), fine, "{name} {value}");
        }
    }
}
