//! Maps the model's symbols to the simulator's ids.

use std::collections::HashMap;

use serde_json::Value;

/// Pairs of a symbol and the simulator's text. A pair remains after its resource is deleted, so that a reused id
/// would not match the model's answer.
#[derive(Default)]
pub struct Names {
    real: HashMap<String, String>,
    symbol: HashMap<String, String>,
}

impl Names {
    /// Adds a pair that is new on both sides.
    pub fn learn(&mut self, symbol: &str, real: &str) {
        let known = self.symbol.insert(real.to_owned(), symbol.to_owned());
        assert_eq!(known, None, "{real} was given out before, now for {symbol}");
        let known = self.real.insert(symbol.to_owned(), real.to_owned());
        assert_eq!(known, None, "{symbol} was called so before, now it is {real}");
    }

    /// Adds a pair that is new or known on both sides.
    pub fn learn_or_check(&mut self, symbol: &str, real: &str) {
        match self.real.get(symbol) {
            Some(known) => assert_eq!(known, real, "{symbol} has changed its form"),
            None => self.learn(symbol, real),
        }
    }

    pub fn knows(&self, real: &str) -> bool {
        self.symbol.contains_key(real)
    }

    /// Returns the simulator's text of a symbol, or any other text unchanged.
    pub fn to_real<'a>(&'a self, text: &'a str) -> &'a str {
        self.real.get(text).map_or(text, String::as_str)
    }

    /// Replaces symbols in a value by the simulator's texts.
    pub fn to_real_in(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.to_real(text).to_owned(),
            Value::Array(values) => values.iter_mut().for_each(|value| self.to_real_in(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.to_real_in(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Replaces the simulator's texts in a value by symbols, also in texts joined by commas.
    pub fn to_symbols(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(symbol) = self.symbol.get(text) {
                    symbol.clone_into(text);
                } else if text.contains(',') {
                    let symbol = |part| self.symbol.get(part).map_or(part, String::as_str);
                    *text = text.split(',').map(symbol).collect::<Vec<_>>().join(",");
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.to_symbols(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.to_symbols(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
