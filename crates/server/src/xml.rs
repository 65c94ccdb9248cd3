//! Answers as XML, for clients that send `Format=XML`.

use serde_json::{Map, Value};

const REQUEST_ID: &str = "RequestId";

/// Converts a JSON answer to an XML document: `<Error>`, or the action's `<…Response>`.
///
/// A field becomes an element; a list repeats its element for each item. `RequestId` comes first, as documented, the
/// others follow in alphabetical order.
pub fn document(action: &str, success: bool, json: &str) -> String {
    let root = if success { format!("{action}Response") } else { "Error".to_owned() };
    let mut fields: Map<String, Value> = serde_json::from_str(json).unwrap_or_default();
    let request_id = fields.remove(REQUEST_ID);
    let mut xml = format!("<?xml version='1.0' encoding='UTF-8'?><{root}>");
    element(&mut xml, REQUEST_ID, &request_id.unwrap_or_default());
    fields.iter().for_each(|(name, value)| element(&mut xml, name, value));
    xml.push_str(&format!("</{root}>"));
    xml
}

fn element(xml: &mut String, name: &str, value: &Value) {
    if let Value::Array(items) = value {
        items.iter().for_each(|item| element(xml, name, item));
        return;
    }
    xml.push_str(&format!("<{name}>"));
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| element(xml, name, value)),
        Value::String(text) => escape(xml, text),
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => xml.push_str(&value.to_string()),
    }
    xml.push_str(&format!("</{name}>"));
}

/// Writes a text. Omits control characters, which XML 1.0 does not allow even when escaped.
fn escape(xml: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\t' | '\n' => xml.push(character),
            '\r' => xml.push_str("&#13;"),
            _ if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => {}
            _ => xml.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn a_list_is_its_element_once_for_each_item() {
        let json = r#"{"RequestId":"R","EcrList":[{"Name":"a<b&c>"},{"Name":""}],"Count":2,"Success":true,"None":[]}"#;
        assert_eq!(
            document("Describe", true, json),
            "<?xml version='1.0' encoding='UTF-8'?><DescribeResponse><RequestId>R</RequestId><Count>2</Count><EcrList>\
             <Name>a&lt;b&amp;c&gt;</Name></EcrList><EcrList><Name></Name></EcrList><Success>true</Success>\
             </DescribeResponse>"
        );
    }

    #[test]
    fn a_refusal_is_an_error_and_has_no_control_characters() {
        let json = "{\"RequestId\":\"R\",\"Code\":\"X\",\"Message\":\"a\\u0000b\\tc\\r\"}";
        assert_eq!(
            document("Describe", false, json),
            "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R</RequestId><Code>X</Code><Message>ab\tc&#13;</Message></Error>"
        );
    }
}
