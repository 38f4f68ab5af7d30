// SPDX-License-Identifier: Apache-2.0

use std::fmt::Write;

/// A JSON object written member by member.
///
/// ```
/// let json = toolhost::Object::new().integer("words", 3).text("longest", "said \"so\"").json();
/// assert_eq!(json, r#"{"words":3,"longest":"said \"so\""}"#);
/// ```
#[derive(Default)]
pub struct Object(String);

impl Object {
    /// An object without members.
    pub fn new() -> Object {
        Object::default()
    }

    /// Adds a text.
    pub fn text(self, name: &str, value: &str) -> Object {
        let value = quoted(value);
        self.raw(name, &value)
    }

    /// Adds an integer, exactly.
    pub fn integer(self, name: &str, value: impl Into<i128>) -> Object {
        self.raw(name, &value.into().to_string())
    }

    /// Adds a number in a form that reads back the same; null for what JSON cannot write (NaN, infinity).
    pub fn number(self, name: &str, value: f64) -> Object {
        if !value.is_finite() {
            return self.raw(name, "null");
        }
        self.raw(name, &format!("{value:?}"))
    }

    /// Adds true or false.
    pub fn boolean(self, name: &str, value: bool) -> Object {
        self.raw(name, if value { "true" } else { "false" })
    }

    /// Adds a value that is JSON text already, such as another object's.
    pub fn raw(mut self, name: &str, json: &str) -> Object {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.push_str(&quoted(name));
        self.0.push(':');
        self.0.push_str(json);
        self
    }

    /// The whole object.
    pub fn json(&self) -> String {
        format!("{{{}}}", self.0)
    }
}

/// A text as JSON writes it, with its quotation marks.
pub fn quoted(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 2);
    result.push('"');
    for character in text.chars() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            control if (control as u32) < 0x20 => {
                // Writing to a String cannot fail.
                let _ = write!(result, "\\u{:04x}", control as u32);
            }
            other => result.push(other),
        }
    }
    result.push('"');
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        assert_eq!(quoted("a\"\\\n\u{1}é"), "\"a\\\"\\\\\\u000a\\u0001é\"");
    }

    #[test]
    fn members_keep_their_order() {
        let object = Object::new().integer("b", 1).number("a", 0.1).boolean("c", true).number("d", f64::NAN);
        assert_eq!(object.json(), r#"{"b":1,"a":0.1,"c":true,"d":null}"#);
    }
}
