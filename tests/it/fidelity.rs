//! FIDELITY.md: what the simulator answers, how each part of it is known, and what is left out.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use ecr_sim::{Code, Evidence, Grade, How, OPERATIONS, OperationEntry, Parameter, Values};
use serde_json::{Map, Value};

use crate::coverage::{provoked, unreached};
use crate::evidence::SHAPES;

/// The document without its tables.
const TEMPLATE: &str = include_str!("../data/fidelity.md");
/// Where the document is.
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/FIDELITY.md");
/// The variable that asks for the document to be written instead of compared.
const WRITE: &str = "ECR_SIM_WRITE";
/// Decisions that no source settles, under the name of the operation that they concern.
const DECISIONS: &str = include_str!("../data/decisions.md");

/// The fields of an answer that are no business of the operation, those that every answer has first.
const ENVELOPE: [&str; 8] = [
    "RequestId",
    "Success",
    "Code",
    "Message",
    "HttpStatusCode",
    "DynamicCode",
    "DynamicMessage",
    "AccessDeniedDetail",
];
/// How many of them an envelope has, and what it is called.
const ENVELOPES: [(usize, &str); 3] = [(8, "full"), (5, "short"), (4, "minimal")];

static ANSWERS: LazyLock<Map<String, Value>> = LazyLock::new(|| serde_json::from_str(SHAPES).unwrap());
static RUNGS: LazyLock<BTreeMap<(String, String), &str>> = LazyLock::new(provoked);
static REASONS: LazyLock<BTreeMap<(String, String), &str>> = LazyLock::new(unreached);

fn document() -> String {
    let mut text = TEMPLATE.to_owned();
    for (count, name) in ENVELOPES {
        text = text.replace(&format!("{{{name}}}"), &code_list(&ENVELOPE[..count]));
    }
    text.replace("{summary}", &summary())
        .replace("{operations}", &OPERATIONS.iter().map(section).collect::<Vec<_>>().join("\n\n"))
        .replace("{choices}", &choices())
}

/// Names as code, with commas.
fn code_list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A table with these columns.
fn table(columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let cell = |text: &String| if text.is_empty() { " |".to_owned() } else { format!(" {text} |") };
    let line = |cells: &[String]| format!("|{}", cells.iter().map(cell).collect::<String>());
    let head = columns.iter().map(|&column| column.to_owned()).collect::<Vec<_>>();
    let rule = columns.iter().map(|_| "---".to_owned()).collect::<Vec<_>>();
    let rows = rows.into_iter().map(|row| line(&row));
    [line(&head), line(&rule)].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

fn kind(operation: &OperationEntry) -> &'static str {
    if operation.writes() { "command" } else { "query" }
}

/// A row for each operation, and their sum.
fn summary() -> String {
    let mut sums = [0, 0, 0];
    let mut rows: Vec<_> = OPERATIONS
        .iter()
        .map(|operation| {
            let name = operation.name();
            let declared = operation.errors().count();
            let reached = operation.errors().filter(|code| rung(name, *code).is_some()).count();
            let numbers = [operation.parameters().count(), reached, declared];
            sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
            let link = format!("[{name}](#{})", name.to_lowercase());
            vec![link, kind(operation).to_owned(), numbers[0].to_string(), format!("{reached} of {declared}")]
        })
        .collect();
    let [parameters, reached, declared] = sums;
    let all = format!("{} operations", OPERATIONS.len());
    rows.push(vec![all, String::new(), parameters.to_string(), format!("{reached} of {declared}")]);
    table(&["operation", "kind", "parameters", "codes provoked by a test"], rows)
}

/// Describes an operation.
fn section(operation: &OperationEntry) -> String {
    let parts = [
        format!("### {}", operation.name()),
        format!("A {}. {}", kind(operation), answer(operation)),
        decisions(operation.name()),
        parameters(operation),
        codes(operation),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The decisions about an operation; empty if there are none.
fn decisions(name: &str) -> String {
    let sections = DECISIONS.split("## ").skip(1).filter_map(|section| section.split_once("\n\n"));
    let own = sections.filter(|(title, _)| title.split(", ").any(|operation| operation == name));
    own.map(|(_, text)| text.trim_end()).collect::<Vec<_>>().join("\n")
}

fn parameters(operation: &OperationEntry) -> String {
    let rows = operation.parameters().map(|parameter| {
        let required = match parameter.how {
            How::Required | How::RequiredList => "yes",
            _ if operation.one_of().contains(&parameter.name) => "one of",
            _ => "",
        };
        let name = format!("`{}`", parameter.name);
        vec![
            name,
            type_of(&parameter),
            required.to_owned(),
            values(&parameter),
            parameter.evidence.to_string(),
        ]
    });
    table(&["parameter", "type", "required", "values", "evidence"], rows)
}

fn type_of(parameter: &Parameter) -> String {
    let one = match parameter.values {
        Values::Boolean => "boolean".to_owned(),
        Values::Integer(_) => "integer".to_owned(),
        Values::Fields(fields) => fields.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
        _ => "string".to_owned(),
    };
    match (parameter.list, parameter.values) {
        (None, _) => one,
        (Some(_), Values::Fields(_)) => format!("list of {one}"),
        (Some(_), _) => format!("list of {one}s"),
    }
}

/// The values that are allowed, as far as a table can show them.
fn values(parameter: &Parameter) -> String {
    let list = parameter.list.map(|most| format!("at most {most}"));
    let one = match parameter.values {
        Values::Text { form, chars } => {
            let chars = chars.map(|(least, most)| format!("{least}..{most} characters"));
            let form = if form.contains(['…', '[']) { format!("`{form}`") } else { form.to_owned() };
            chars.into_iter().chain([form]).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Values::Integer(ranges) => {
            let range = |&(least, most): &(i64, i64)| {
                if least == most { least.to_string() } else { format!("{least}..{most}") }
            };
            ranges.iter().map(range).collect::<Vec<_>>().join(", ")
        }
        Values::Words(words) => words.join(", "),
        _ => String::new(),
    };
    let allowed =
        list.into_iter().chain([one]).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
    let default = parameter.default.map(|default| format!("default {default}"));
    [allowed].into_iter().chain(default).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

fn codes(operation: &OperationEntry) -> String {
    let rows = operation.errors().map(|code| {
        let provoked_by = match rung(operation.name(), code) {
            Some(rung) => format!("`{rung}`"),
            None => format!("*{}*", REASONS[&pair(operation.name(), code)]),
        };
        let evidence = operation.evidence(code).unwrap().to_string();
        vec![format!("`{code}`"), code.http_status().to_string(), evidence, provoked_by]
    });
    table(&["code", "HTTP", "evidence", "provoked by"], rows)
}

/// What an operation answers: its envelope, its fields, and which of these are less well known than the rest.
fn answer(operation: &OperationEntry) -> String {
    let shape = ANSWERS[operation.name()].as_object().unwrap();
    let envelope = ENVELOPE.iter().filter(|name| shape.contains_key(**name)).count();
    let (_, envelope) = ENVELOPES.iter().find(|(count, _)| *count == envelope).unwrap();
    let own = shape.iter().filter(|(name, _)| !ENVELOPE.contains(&name.as_str()));
    let mut levels = Vec::new();
    fields("", own, &mut levels);
    let levels: Vec<String> =
        levels.iter().map(|(at, fields)| format!("{at}{}", fields.join(", "))).collect();
    let fields = match levels.as_slice() {
        [] => " alone.".to_owned(),
        [only] => format!(" and {only}."),
        levels => format!(" and\n\n- {}", levels.join("\n- ")),
    };
    let mut text = format!("Answer ({}): the {envelope} envelope{fields}", operation.answer_evidence());
    let mut exceptions: BTreeMap<Evidence, Vec<&str>> = BTreeMap::new();
    for (field, evidence) in operation.field_evidence() {
        exceptions.entry(*evidence).or_default().push(field);
    }
    for (evidence, fields) in exceptions {
        write!(text, "\n- {evidence}: {}", code_list(&fields)).unwrap();
    }
    text
}

/// Adds the fields of an object, and after them those of the objects in it, each with the path that leads there.
fn fields<'a>(
    path: &str,
    object: impl Iterator<Item = (&'a String, &'a Value)>,
    levels: &mut Vec<(String, Vec<String>)>,
) {
    let at = levels.len();
    let title = if path.is_empty() { String::new() } else { format!("`{path}`: ") };
    levels.push((title, Vec::new()));
    for (name, shape) in object {
        let field = match shape {
            Value::Array(items) => match &items[0] {
                Value::Object(item) => {
                    let list = if path.is_empty() { format!("{name}[]") } else { format!("{path}.{name}[]") };
                    fields(&list, item.iter(), levels);
                    format!("`{name}` list")
                }
                item => format!("`{name}` list of {}s", item.as_str().unwrap()),
            },
            shape => format!("`{name}` {}", shape.as_str().unwrap()),
        };
        levels[at].1.push(field);
    }
    if levels[at].1.is_empty() {
        levels.remove(at);
    }
}

fn pair(operation: &str, code: Code) -> (String, String) {
    (operation.to_owned(), code.template().to_owned())
}

/// The rung that provokes a code.
fn rung(operation: &str, code: Code) -> Option<&'static str> {
    RUNGS.get(&pair(operation, code)).copied()
}

/// The codes that operations have by our choice, with the reason and the operations.
fn choices() -> String {
    let mut rows: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for operation in OPERATIONS {
        for code in operation.errors() {
            let evidence = operation.evidence(code).unwrap();
            if evidence.grade == Grade::OurChoice {
                rows.entry((code.template(), evidence.basis)).or_default().push(operation.name());
            }
        }
    }
    let rows = rows.into_iter().map(|((code, basis), operations)| {
        let few = operations.len() <= 4;
        let whose = if few { operations.join(", ") } else { format!("{} of them", operations.len()) };
        vec![format!("`{code}`"), whose, basis.to_owned()]
    });
    table(&["code", "operations", "reason"], rows)
}

#[test]
fn fidelity_md_is_current() {
    let document = document();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(PATH, document).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(PATH).unwrap_or_default();
    let mut lines = (1..).zip(document.lines().zip(committed.lines()));
    let differs = lines.find(|(_, (now, then))| now != then);
    assert!(
        document == committed,
        "FIDELITY.md is not current; `{WRITE}=1 cargo test --test it fidelity` writes it. The first line that differs: \
         {differs:#?}"
    );
}

#[test]
fn every_decision_is_under_the_name_of_an_operation() {
    for title in DECISIONS.lines().filter_map(|line| line.strip_prefix("## ")) {
        for name in title.split(", ") {
            assert!(OPERATIONS.iter().any(|operation| operation.name() == name), "{name}");
        }
    }
}
